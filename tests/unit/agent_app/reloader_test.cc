#include "agent/app/reloader.h"

#include <gmock/gmock.h>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace redrive::agent {
namespace {

using config::AgentOptions;
using testing::HasSubstr;

// The test is asked for what is read, and sees what is applied.
class AgentReloader : public testing::Test {
 protected:
  AgentReloader() {
    AgentOptions options;
    options.name = "ids-1";
    live.set(options);
  }
  config::Parsed<AgentOptions> read() {
    std::unique_lock lock(mutex);
    ++reads;
    changed.notify_all();
    changed.wait(lock, [&] { return !held; });
    return file;
  }
  void wait_until(const std::function<bool()>& seen) {
    std::unique_lock lock(mutex);
    ASSERT_TRUE(changed.wait_for(lock, std::chrono::seconds(60), seen));
  }
  void tell(const std::function<void()>& what) {
    const std::lock_guard lock(mutex);
    what();
    changed.notify_all();
  }

  LiveOptions live{AgentOptions{}};
  std::mutex mutex;
  std::condition_variable changed;
  bool held = false;
  int reads = 0, dones = 0;
  config::Parsed<AgentOptions> file = AgentOptions{};
  std::vector<std::shared_ptr<const AgentOptions>> applied;
  Reloader reloader{
      {live, [this] { return read(); },
       [this](const std::shared_ptr<const AgentOptions>& next) { tell([&] { applied.push_back(next); }); },
       [this] { tell([&] { ++dones; }); }}};
};

TEST_F(AgentReloader, PutsIntoForceWhatFollowsAndKeepsWhatNeedsARestart) {
  file->name = "ids-2";
  file->limits.bandwidth = 5;
  reloader.request();
  wait_until([&] { return dones == 1; });
  ASSERT_EQ(applied.size(), 1U);
  EXPECT_EQ(live.get(), applied[0]);
  EXPECT_EQ(applied[0]->limits.bandwidth, 5U);
  EXPECT_EQ(applied[0]->name, "ids-1");
}

TEST_F(AgentReloader, AFileWithErrorsIsRefusedWithAllOfThemAndTheOldGoesOn) {
  const auto before = live.get();
  file = tl::unexpected(config::Problems{{"agent.toml", 3, "one"}, {"agent.toml", 7, "two"}});
  testing::internal::CaptureStderr();
  reloader.request();
  wait_until([&] { return dones == 1; });
  reloader.stop();
  const auto log = testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr("reload: refused"));
  EXPECT_THAT(log, HasSubstr("reload: agent.toml:3: one\n"));
  EXPECT_THAT(log, HasSubstr("reload: agent.toml:7: two\n"));
  EXPECT_EQ(live.get(), before);
  EXPECT_TRUE(applied.empty());
}

TEST_F(AgentReloader, ManyRequestsDuringAReloadAreOneMore) {
  tell([&] { held = true; });
  reloader.request();
  wait_until([&] { return reads == 1; });
  for (int i = 0; i < 100; ++i) reloader.request();
  tell([&] { held = false; });
  wait_until([&] { return dones == 2; });
  for (int i = 0; i < 2000; ++i) std::this_thread::yield();  // every chance for a third
  reloader.stop();
  EXPECT_EQ(reads, 2);
}

}  // namespace
}  // namespace redrive::agent
