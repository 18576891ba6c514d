#include "central/flow/mail_pump.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "mail/transport/fake_mail_transport.h"

namespace redrive::central {
namespace {

using mail::Delivery;
using ::testing::ElementsAre;

// The deciding thread's side: an outbox in memory that leases, judges as simply as can be, and can fail.
class Desk {
 public:
  void add(const std::string& message_id, const std::string& to, base::UtcTime due = {}) {
    std::lock_guard lock(mutex_);
    MailRow row;
    row.number = static_cast<std::int64_t>(rows_.size()) + 1;
    row.message_id = message_id, row.recipient = to, row.message = "Subject: " + message_id + "\r\n\r\n",
    row.next_at = due;
    rows_.push_back(row);
  }
  base::Result<LeaseMail::Reply> lease(const LeaseMail& request, base::UtcTime now) {
    std::lock_guard lock(mutex_);
    if (broken_) return base::fail(base::ErrorCode::kUnavailable, "busy");
    if (request.release) ++releases_;
    LeaseMail::Reply reply{{}, "redrive@noc.example", {}};
    for (auto& row : rows_) {
      if (row.state != MailState::kPending) continue;
      if (row.next_at <= now && reply.rows.size() < request.limit) {
        row.state = MailState::kSending;
        reply.rows.push_back(row);
      } else if (!reply.next_due || row.next_at < *reply.next_due) {
        reply.next_due = row.next_at;
      }
    }
    return reply;
  }
  base::Status report(const MailAttempted& told) {
    std::lock_guard lock(mutex_);
    if (broken_) return base::fail(base::ErrorCode::kUnavailable, "busy");
    for (const auto& attempt : told.attempts) {
      auto& row = rows_.at(static_cast<std::size_t>(attempt.number - 1));
      ++row.attempts;
      row.state = attempt.outcome.delivery == Delivery::kAccepted ? MailState::kSent : MailState::kDead;
      row.last_reply = attempt.outcome.reply;
      if (on_sent_) on_sent_(row);
    }
    for (const auto number : told.untried) rows_.at(static_cast<std::size_t>(number - 1)).state = MailState::kPending;
    return {};
  }
  std::vector<MailState> states() const {
    std::lock_guard lock(mutex_);
    std::vector<MailState> out;
    for (const auto& row : rows_) out.push_back(row.state);
    return out;
  }
  void set_broken(bool broken) {
    std::lock_guard lock(mutex_);
    broken_ = broken;
  }
  void on_sent(std::function<void(const MailRow&)> hook) { on_sent_ = std::move(hook); }
  int releases() const { return releases_; }
  const MailRow& row(std::size_t i) const { return rows_.at(i); }

 private:
  mutable std::mutex mutex_;
  std::vector<MailRow> rows_;
  bool broken_ = false;
  int releases_ = 0;
  std::function<void(const MailRow&)> on_sent_;
};

class Pump : public ::testing::Test {
 protected:
  MailPump make() {
    return MailPump({[this](LeaseMail request) { return desk_.lease(request, clock_.utc()); },
                     [this](MailAttempted told) { return desk_.report(told); }, transport_, clock_});
  }
  Desk desk_;
  mail::FakeMailTransport transport_;
  base::ManualClock clock_;
  std::unique_ptr<MailPump> pump_;
};

TEST_F(Pump, SendsARowEachAndTheRowsOfOneMessageTogether) {
  desk_.add("<1@x>", "a@x"), desk_.add("<1@x>", "b@x"), desk_.add("<2@x>", "a@x");
  transport_.script("b@x", Delivery::kRefused, "550 no");
  auto pump = make();
  EXPECT_EQ(pump.work_off(), MailPump::kLookEvery);
  const auto sent = transport_.sent();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_THAT(sent[0].to, ElementsAre("a@x", "b@x"));
  EXPECT_EQ(sent[0].from, "redrive@noc.example");
  EXPECT_EQ(sent[1].message, "Subject: <2@x>\r\n\r\n");
  EXPECT_THAT(desk_.states(), ElementsAre(MailState::kSent, MailState::kDead, MailState::kSent));
  EXPECT_EQ(desk_.row(1).last_reply, "550 no");
  EXPECT_EQ(transport_.rests(), 1) << "connections are closed when nothing is left";
}

TEST_F(Pump, WorksOffMoreThanOneLease) {
  for (std::size_t i = 0; i < 2 * MailPump::kLease + 1; ++i) desk_.add("<" + std::to_string(i) + "@x>", "a@x");
  auto pump = make();
  pump.work_off();
  EXPECT_EQ(transport_.sent().size(), 2 * MailPump::kLease + 1);
  EXPECT_EQ(desk_.releases(), 1) << "only the first lease gives back what an earlier life held";
}

TEST_F(Pump, RestsUntilTheNextIsDue) {
  desk_.add("<1@x>", "a@x", clock_.utc() + std::chrono::seconds(7));
  auto pump = make();
  EXPECT_EQ(pump.work_off(), std::chrono::seconds(7));
  EXPECT_TRUE(transport_.sent().empty());
  clock_.advance(std::chrono::seconds(7));
  pump.work_off();
  EXPECT_EQ(transport_.sent().size(), 1u);
}

TEST_F(Pump, TellsAnOutcomeItCouldNotTellBeforeItSendsMore) {
  desk_.add("<1@x>", "a@x"), desk_.add("<2@x>", "a@x");
  auto pump = make();
  transport_.on_send([this](const mail::Envelope&) {
    desk_.set_broken(true);
    clock_.advance(MailPump::kReportEvery);
  });
  EXPECT_EQ(pump.work_off(), MailPump::kTroubleRest);
  EXPECT_EQ(pump.work_off(), MailPump::kTroubleRest);
  EXPECT_EQ(transport_.sent().size(), 1u) << "no more is sent while an outcome is untold";
  desk_.set_broken(false);
  transport_.on_send({});
  pump.work_off();
  EXPECT_THAT(desk_.states(), ElementsAre(MailState::kSent, MailState::kSent));
  EXPECT_EQ(transport_.sent().size(), 2u) << "neither was sent twice";
}

TEST_F(Pump, IsWokenForNewRows) {
  auto pump = make();
  std::promise<void> done;
  desk_.on_sent([&](const MailRow&) { done.set_value(); });
  pump.start();
  desk_.add("<1@x>", "a@x");
  pump.wake();
  done.get_future().get();
  pump.stop();
  EXPECT_THAT(desk_.states(), ElementsAre(MailState::kSent));
}

TEST_F(Pump, AWakeDuringARoundIsNotLost) {
  std::promise<void> sent;
  desk_.on_sent([&](const MailRow&) { sent.set_value(); });
  MailPump* waking = nullptr;
  const auto lease = [&](LeaseMail request) {
    auto reply = desk_.lease(request, clock_.utc());
    // The row comes when this round has already looked and found nothing.
    if (std::exchange(waking, nullptr) != nullptr) desk_.add("<1@x>", "a@x"), pump_->wake();
    return reply;
  };
  pump_ = std::make_unique<MailPump>(
      MailPumpParts{lease, [this](MailAttempted told) { return desk_.report(told); }, transport_, clock_});
  waking = pump_.get();
  pump_->start();
  sent.get_future().get();
  pump_->stop();
}

TEST_F(Pump, StopFinishesWhatIsSentAndGivesTheRestBack) {
  desk_.add("<1@x>", "a@x"), desk_.add("<2@x>", "a@x"), desk_.add("<3@x>", "a@x");
  auto pump = make();
  std::promise<void> sending, stop_asked;
  transport_.on_send([&](const mail::Envelope&) {
    sending.set_value();
    stop_asked.get_future().get();
  });
  pump.start();
  sending.get_future().get();
  auto stopped = std::async(std::launch::async, [&] { pump.stop(); });
  while (transport_.ending() == base::Micros{0}) std::this_thread::yield();
  stop_asked.set_value();
  stopped.get();
  EXPECT_EQ(transport_.ending(), MailPump::kStopWithin);
  EXPECT_THAT(desk_.states(), ElementsAre(MailState::kSent, MailState::kPending, MailState::kPending));
}

}  // namespace
}  // namespace redrive::central
