// A job desk on real files with a manager without devices. The test's thread is the desk's; what the desk asks to be
// done later waits until the test does it.
#pragma once

#include <gtest/gtest.h>

#include <condition_variable>
#include <deque>
#include <mutex>

#include "agent/app/job_desk.h"
#include "tests/unit/agent/samples.h"
#include "tests/unit/agent_app/fake_manager.h"

namespace redrive::agent::test {

class LaterList {
 public:
  void add(base::Micros wait, std::function<void()> work) {
    const std::scoped_lock lock(mutex_);
    works_.push_back({wait, std::move(work)});
    added_.notify_one();
  }
  // Waits for the next one, does it, and says how long it should have waited.
  base::Micros next() {
    std::unique_lock lock(mutex_);
    added_.wait(lock, [&] { return !works_.empty(); });
    const auto [wait, work] = std::move(works_.front());
    works_.pop_front();
    lock.unlock();
    work();
    return wait;
  }
  void wait() {
    std::unique_lock lock(mutex_);
    added_.wait(lock, [&] { return !works_.empty(); });
  }

 private:
  std::mutex mutex_;
  std::condition_variable added_;
  std::deque<std::pair<base::Micros, std::function<void()>>> works_;
};

// One life of the agent; a restart is a new one over the same folder.
struct AgentLife {
  explicit AgentLife(const std::filesystem::path& folder, FakeManager& with_manager, const base::Clock& clock,
                     base::Random& random, std::uint64_t spool_bytes = 256ULL * 1024 * 1024)
      : manager(with_manager),
        spool(std::move(*Spool::open({folder / "spool", spool_bytes}, random))),
        packages(std::move(*sys::ContentStore::open(folder / "packages"))),
        place{folder, "ids-1", packages, manager, clock},
        context{live, clock, *spool, packages, manager} {
    options.name = "ids-1";
    options.location = "Pune";
    options.state_dir = folder;
    live.set(options);
    context.fetch = [this](const model::PackageRef& package, std::stop_token stop) { return on_fetch(package, stop); };
    jobs.emplace(context, place, [this](base::Micros wait, std::function<void()> work) { later.add(wait, work); });
  }
  // Waits until the runs under way have ended and their logs are closed.
  void settle() {
    while (jobs->open_logs() > 0) later.next();
  }
  std::vector<wire::SpoolItem> spooled() {
    std::vector<wire::SpoolItem> items;
    for (std::uint64_t from = 1;;) {
      auto batch = spool->batch(from);
      if (!batch || batch->items.empty()) return items;
      items.insert(items.end(), batch->items.begin(), batch->items.end());
      from = batch->first_number + batch->items.size();
    }
  }
  template <typename T>
  std::vector<T> spooled_of() {
    std::vector<T> found;
    for (const auto& item : spooled()) {
      if (const auto* one = std::get_if<T>(&item)) found.push_back(*one);
    }
    return found;
  }
  JobRecord record(const std::string& job = "J-1") { return *read_job(options.state_dir, job); }
  std::map<std::string, model::DeviceState> states(const std::string& job = "J-1") {
    std::map<std::string, model::DeviceState> found;
    for (const auto& outcome : record(job).outcomes) found[outcome.device] = outcome.state;
    return found;
  }

  config::AgentOptions options;
  LiveOptions live{options};
  FakeManager& manager;
  std::unique_ptr<Spool> spool;
  sys::ContentStore packages;
  PlanningPlace place;
  AgentContext context;
  LaterList later;
  std::function<std::optional<FetchFailure>(const model::PackageRef&, std::stop_token)> on_fetch =
      [](const auto&, const auto&) { return std::nullopt; };
  std::optional<JobDesk> jobs;
};

class JobWorld : public testing::Test {
 protected:
  JobWorld() { begin(); }
  void begin(std::uint64_t spool_bytes = 256ULL * 1024 * 1024) {
    life.reset();
    life.emplace(dir.path(), manager, clock, random, spool_bytes);
  }
  // A distribution to its end; `failures` of the manager fail.
  void distribute(std::size_t devices = 3) {
    ASSERT_TRUE(life->jobs->take(wire::Distribute{"C-order", sample_order(devices)}));
    life->settle();
  }
  model::Plan plan() {
    auto made = plan_job(life->place, "J-1", std::chrono::hours(1));
    EXPECT_TRUE(made) << made.error().message;
    return made ? *made : model::Plan{};
  }
  wire::RunPlan approve(const model::Plan& plan, const std::string& command = "C-run") {
    return {command, plan.job, plan.digest, "ann", clock.utc(), plan.expires_at};
  }

  TempDir dir;
  base::ManualClock clock;
  base::SeededRandom random{7};
  FakeManager manager;
  std::optional<AgentLife> life;
};

}  // namespace redrive::agent::test
