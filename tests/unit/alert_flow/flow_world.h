// Journey 1 on a real SQLite store in memory, with a clock and randomness of its own; the decider's part (transactions,
// acts after the commit) is played by the test.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "central/flow/alert_flow.h"
#include "central/flow/decider.h"
#include "central/flow/flow_context.h"
#include "central/flow/mail_parser.h"
#include "central/flow/sweep.h"
#include "central/store/failures.h"
#include "central/store/inbox.h"
#include "central/store/jobs.h"
#include "central/store/mail_outbox.h"
#include "central/store/store.h"
#include "central/store/tickets.h"
#include "tests/unit/central_core/world.h"

namespace redrive::central::test {

// Tickets of whole servers, told of at once; updates of a ticket at most so often.
inline config::CentralOptions updating(base::Micros every) {
  auto options = company();
  config::ThresholdRule server;
  server.scope = "server";
  server.limit = 2;
  server.hold = 0s;
  options.thresholds.rules.push_back(std::move(server));
  options.mail.update_every = every;
  return options;
}

class FlowWorld {
 public:
  explicit FlowWorld(config::CentralOptions options = company()) : options_(std::move(options)) {
    db_ = std::move(open_database("sqlite::memory:", ".", Access::kWrite).value());
    if (auto migrated = migrate(*db_); !migrated) throw std::runtime_error(migrated.error().message);
    flow_ = std::make_unique<FlowContext>(FlowContext{clock_, random_, *db_, options_, metrics_});
    flow_->mail_waiting = [this] { ++mail_signals_; };
    restart();
  }

  FlowContext& flow() { return *flow_; }
  Database& db() { return *db_; }
  base::ManualClock& clock() { return clock_; }
  LiveOptions& options() { return options_; }
  Metrics& metrics() { return metrics_; }
  int mail_signals() const { return mail_signals_; }

  void restart() {
    flow_->triage = {};
    flow_->recent = {};
    ASSERT_TRUE(load_state(*flow_));
  }

  // One transaction of the decider.
  template <typename Act>
  auto transact(Act act) {
    EXPECT_TRUE(db_->begin());
    auto result = act();
    EXPECT_TRUE(db_->commit());
    for (auto& done : std::exchange(flow_->after_commit, {})) done();
    return result;
  }
  // The same with a commit that fails.
  template <typename Act>
  void lose(Act act) {
    EXPECT_TRUE(db_->begin());
    act();
    db_->rollback();
    flow_->after_commit.clear();
  }

  Taken append(std::vector<model::Alert> alerts, model::AlertSource source = model::AlertSource::kHttp,
               const std::string& sender = "token") {
    auto taken = transact([&] { return append_to_inbox(*flow_, source, sender, std::move(alerts)); });
    EXPECT_TRUE(taken) << taken.error().message;
    return taken.value_or(Taken{});
  }
  void decide() {
    for (bool more = true; more;) {
      auto decided = transact([&] { return decide_pending(*flow_); });
      ASSERT_TRUE(decided) << decided.error().message;
      more = *decided;
    }
  }
  void take(model::Alert alert, model::AlertSource source = model::AlertSource::kHttp) {
    append({std::move(alert)}, source);
    decide();
  }
  void pass(base::Micros span) {
    clock_.advance(span);
    if (const auto due = next_sweep(*flow_); due && *due <= clock_.utc()) {
      const auto swept = transact([&] { return sweep(*flow_); });
      ASSERT_TRUE(swept) << swept.error().message;
    }
  }
  template <typename Request>
  base::Result<typename Request::Reply> ask(Request request) {
    return transact([&] { return handle(*flow_, request); });
  }

  // As the mail parser's thread does it.
  base::Micros read_mail() {
    MailParser parser({[this](ReadMail request) { return ask(std::move(request)); },
                       [this](std::int64_t number) { return find_received(*db_, number); }});
    return parser.work_off();
  }

  std::vector<model::Ticket> tickets() {
    auto items = list_tickets(*db_, {}, {1000, 0}).value().items;
    std::reverse(items.begin(), items.end());
    return items;
  }
  model::Ticket ticket(const std::string& id) { return find_ticket(*db_, id).value().value(); }
  std::vector<MailRow> mail() {
    auto items = list_mail(*db_, "", {1000, 0}).value().items;
    std::reverse(items.begin(), items.end());
    return items;
  }
  std::vector<model::Failure> failures() { return all_failures(*db_).value(); }
  std::vector<Counter> counters() { return all_counters(*db_).value(); }
  std::vector<std::string> history(const std::string& ticket) {
    std::vector<std::string> out;
    const auto entries = timeline(*db_, ticket).value();
    for (const auto& entry : entries) out.push_back(entry.what + ": " + entry.text);
    return out;
  }

 private:
  base::ManualClock clock_;
  base::SeededRandom random_{7};
  LiveOptions options_;
  Metrics metrics_;
  std::unique_ptr<Database> db_;
  std::unique_ptr<FlowContext> flow_;
  int mail_signals_ = 0;
};

inline model::Alert firing(const std::string& device, const std::string& type = "disk_full",
                           const std::string& job = "J-1") {
  return {"", {}, "", device, job, "", type, "no space left on device", "", model::AlertStatus::kFiring, ""};
}
inline model::Alert resolved(const std::string& device, const std::string& type = "disk_full") {
  return {"", {}, "", device, "", "", type, "fine again", "", model::AlertStatus::kResolved, ""};
}
inline model::Alert success(const std::string& device, const std::string& job = "J-1") {
  return {"", {}, "", device, job, "", "", "succeeded", "", model::AlertStatus::kResolved, ""};
}
inline model::Alert with_id(std::string id, model::Alert alert) {
  alert.id = std::move(id);
  return alert;
}

}  // namespace redrive::central::test
