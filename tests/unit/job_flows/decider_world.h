// The deciding thread on a real SQLite file, with a store that fails on command and a clock that several threads may
// read.
#pragma once

#include <gmock/gmock.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "central/flow/alert_flow.h"
#include "central/flow/decider.h"
#include "central/flow/flow_context.h"
#include "central/store/inbox.h"
#include "central/store/store.h"
#include "tests/unit/central_core/world.h"
#include "tests/unit/sys/temp_dir.h"

namespace redrive::central::test {

class SharedClock final : public base::Clock {
 public:
  base::UtcTime utc() const override { return base::utc_from_micros(1'772'409'600'000'000) + passed(); }
  base::SteadyTime steady() const override { return base::SteadyTime{} + passed(); }
  void advance(base::Micros span) { passed_ += span.count(); }

 private:
  base::Micros passed() const { return base::Micros{passed_.load()}; }
  std::atomic<std::int64_t> passed_{0};
};

// Every statement that holds a `part` fails with its `code`; "BEGIN" and "COMMIT" name those.
class FaultyDatabase final : public Database {
 public:
  explicit FaultyDatabase(std::unique_ptr<Database> real) : real_(std::move(real)) {}

  void fail_on(const std::string& part, base::ErrorCode code) {
    std::lock_guard lock(mutex_);
    faults_[part] = code;
  }
  void heal() {
    std::lock_guard lock(mutex_);
    faults_.clear();
  }
  std::vector<std::string> seen() const {
    std::lock_guard lock(mutex_);
    return seen_;
  }
  // How many statements holding this were tried.
  std::size_t tried(std::string_view part) const {
    std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(
        std::count_if(seen_.begin(), seen_.end(), [&](const auto& sql) { return sql.find(part) != sql.npos; }));
  }

  base::Status begin() override {
    if (auto well = judge("BEGIN"); !well) return well;
    return real_->begin();
  }
  base::Status commit() override {
    auto well = judge("COMMIT");
    if (well) return real_->commit();
    real_->rollback();
    return well;
  }
  void rollback() override { real_->rollback(); }
  base::Status query(std::string_view sql, std::span<const Value> parameters,
                     const std::function<void(const Row&)>& each) override {
    if (auto well = judge(sql); !well) return well;
    return real_->query(sql, parameters, each);
  }
  std::vector<std::string_view> written() const override { return real_->written(); }
  std::int64_t changed() const override { return real_->changed(); }

 private:
  base::Status judge(std::string_view sql) {
    std::lock_guard lock(mutex_);
    seen_.emplace_back(sql);
    for (const auto& [part, code] : faults_) {
      if (sql.find(part) != sql.npos) return base::fail(code, "made to fail at " + part);
    }
    return {};
  }

  std::unique_ptr<Database> real_;
  mutable std::mutex mutex_;
  std::map<std::string, base::ErrorCode> faults_;
  std::vector<std::string> seen_;
};

struct DeciderWorld {
  explicit DeciderWorld(config::CentralOptions with = company()) : options(std::move(with)) {
    if (auto loaded = load_state(flow); !loaded) throw std::runtime_error(loaded.error().message);
  }
  ~DeciderWorld() { decider.stop(); }

  std::unique_ptr<Database> reader() const {
    return open_database("sqlite:central.db", dir.path(), Access::kRead).value();
  }
  std::vector<std::string> stored() const {  // ids of the alerts taken, oldest first
    std::vector<std::string> ids;
    const auto page = list_alerts(*reader(), {}, {1000, 0}).value();
    for (const auto& [row, decision] : page.items) ids.push_back(row.alert.id);
    std::reverse(ids.begin(), ids.end());
    return ids;
  }
  void wait_until_decided() const {
    const auto connection = reader();
    while (!undecided_alerts(*connection, 1).value().empty()) std::this_thread::yield();
  }

  sys::TempDir dir{sys::memory_if_there_is()};
  SharedClock clock;
  base::SeededRandom random{7};
  LiveOptions options;
  Metrics metrics;
  std::unique_ptr<FaultyDatabase> db = open();
  FlowContext flow{clock, random, *db, options, metrics};
  Decider decider{flow};

 private:
  std::unique_ptr<FaultyDatabase> open() const {
    auto real = open_database("sqlite:central.db", dir.path(), Access::kWrite).value();
    if (auto migrated = migrate(*real); !migrated) throw std::runtime_error(migrated.error().message);
    return std::make_unique<FaultyDatabase>(std::move(real));
  }
};

// What came of requests, in the order they were answered; told from the deciding thread.
class Answers {
 public:
  template <typename Reply>
  auto note(const std::string& who) {
    return [this, who](const base::Result<Reply>& answer) {
      std::lock_guard lock(mutex_);
      all_.push_back(who + (answer ? " well" : " " + answer.error().message));
    };
  }
  std::vector<std::string> all() const {
    std::lock_guard lock(mutex_);
    return all_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> all_;
};

inline SubmitAlerts submit(std::string id, const std::string& device = "dev-1-1") {
  model::Alert alert{
      std::move(id), {}, "ids-1", device, "J-1", "", "disk_full", "no space left", "", model::AlertStatus::kFiring, ""};
  return {model::AlertSource::kHttp, "token", {std::move(alert)}};
}

}  // namespace redrive::central::test
