#include "central/flow/mail_pump.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <latch>
#include <set>

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
  // As the store: rows of one destination of which none is in hand.
  base::Result<LeaseMail::Reply> lease(const LeaseMail& request, base::UtcTime now) {
    std::lock_guard lock(mutex_);
    if (broken_) return base::fail(base::ErrorCode::kUnavailable, "busy");
    if (request.release) ++releases_;
    LeaseMail::Reply reply{{}, "redrive@noc.example", {}};
    std::set<std::string> in_hand, waiting;
    for (const auto& row : rows_) {
      if (row.state == MailState::kSending) in_hand.insert(destination_of(row.recipient));
      if (row.state == MailState::kPending && row.next_at <= now) waiting.insert(destination_of(row.recipient));
    }
    std::erase_if(waiting, [&](const auto& name) { return in_hand.contains(name); });
    auto next = waiting.upper_bound(request.after);
    if (next == waiting.end()) next = waiting.begin();
    for (auto& row : rows_) {
      if (row.state != MailState::kPending || in_hand.contains(destination_of(row.recipient))) continue;
      if (next != waiting.end() && destination_of(row.recipient) == *next && row.next_at <= now &&
          reply.rows.size() < request.limit) {
        row.state = MailState::kSending;
        reply.rows.push_back(row);
      } else if (!reply.next_due || row.next_at < *reply.next_due) {
        reply.next_due = row.next_at;
      }
    }
    return reply;
  }
  base::Result<MailAttempted::Reply> report(const MailAttempted& told) {
    std::unique_lock lock(mutex_);
    if (broken_) return base::fail(base::ErrorCode::kUnavailable, "busy");
    for (const auto& attempt : told.attempts) {
      auto& row = rows_.at(static_cast<std::size_t>(attempt.number - 1));
      ++row.attempts;
      row.state = attempt.outcome.delivery == Delivery::kAccepted ? MailState::kSent : MailState::kDead;
      row.stalled = attempt.outcome.concerns != mail::Concerns::kMail;
      row.last_reply = attempt.outcome.reply;
      if (on_sent_) on_sent_(row);
    }
    for (const auto number : told.untried) rows_.at(static_cast<std::size_t>(number - 1)).state = MailState::kPending;
    lock.unlock();
    if (on_told_) on_told_();
    return MailAttempted::Reply{held_};
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
  void hold() { held_ = true; }
  void on_sent(std::function<void(const MailRow&)> hook) { on_sent_ = std::move(hook); }
  void on_told(std::function<void()> hook) { on_told_ = std::move(hook); }  // after each report
  int releases() const { return releases_; }
  const MailRow& row(std::size_t i) const { return rows_.at(i); }

 private:
  mutable std::mutex mutex_;
  std::vector<MailRow> rows_;
  bool broken_ = false, held_ = false;
  int releases_ = 0;
  std::function<void(const MailRow&)> on_sent_;
  std::function<void()> on_told_;
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

TEST_F(Pump, TheRecipientsOfOneMessageAtTwoDestinationsAreTwoTransactions) {
  desk_.add("<1@x>", "a@x"), desk_.add("<1@x>", "b@y"), desk_.add("<1@x>", "c@X");
  auto pump = make();
  pump.work_off();
  const auto sent = transport_.sent();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_THAT(sent[0].to, ElementsAre("a@x", "c@X"));
  EXPECT_THAT(sent[1].to, ElementsAre("b@y"));
}

TEST_F(Pump, DestinationsTakeTurns) {
  for (std::size_t i = 0; i < MailPump::kLease + 1; ++i) desk_.add("<a" + std::to_string(i) + "@x>", "a@a");
  desk_.add("<b@x>", "b@b");
  auto pump = make();
  pump.work_off();
  const auto sent = transport_.sent();
  EXPECT_THAT(sent.at(MailPump::kLease).to, ElementsAre("b@b")) << "before the rest of the backlog";
  EXPECT_THAT(sent.back().to, ElementsAre("a@a"));
}

// One stall is one stall, however much waits for the same place.
TEST_F(Pump, AfterAStallTheRestOfTheLeaseIsNotTried) {
  desk_.add("<1@x>", "a@x"), desk_.add("<2@x>", "a@x"), desk_.add("<3@x>", "a@x");
  transport_.script("a@x", Delivery::kLater, "no answer in time", mail::Concerns::kDestination);
  std::vector<MailState> after_first;
  desk_.on_told([&] {
    if (after_first.empty()) after_first = desk_.states();
  });
  auto pump = make();
  pump.work_off();
  EXPECT_THAT(after_first, ElementsAre(MailState::kDead, MailState::kPending, MailState::kPending));
}

TEST_F(Pump, ARefusalOfOneMailStopsNoOther) {
  desk_.add("<1@x>", "a@x"), desk_.add("<2@x>", "a@x");
  transport_.script("a@x", Delivery::kLater, "450 busy");
  int told = 0;
  desk_.on_told([&] { ++told; });
  auto pump = make();
  pump.work_off();
  EXPECT_EQ(transport_.sent().size(), 2u);
  EXPECT_EQ(told, 1) << "both in one lease";
}

// Two senders wait for dead servers; mail to all others goes on at once.
TEST_F(Pump, DestinationsThatStallHoldUpNoOther) {
  std::promise<void> release;
  auto released = release.get_future().share();
  std::latch stuck(2);
  transport_.on_send([&](const mail::Envelope& envelope) {
    if (envelope.to[0] == "a@good") return;
    stuck.count_down();
    released.wait();
  });
  desk_.add("<1@x>", "a@dead1"), desk_.add("<2@x>", "a@dead2"), desk_.add("<3@x>", "a@dead1");
  auto pump = make();
  pump.start();
  stuck.wait();
  std::promise<void> good;
  desk_.on_sent([&](const MailRow& row) {
    if (row.recipient == "a@good" && row.number == 23) good.set_value();
  });
  for (int i = 0; i < 20; ++i) desk_.add("<g" + std::to_string(i) + "@x>", "a@good");
  pump.wake();
  good.get_future().get();
  release.set_value();
  pump.stop();
}

TEST_F(Pump, AHoldEndsALeaseAtTheNextReport) {
  for (const char* id : {"<1@x>", "<2@x>", "<3@x>"}) desk_.add(id, "a@x");
  transport_.on_send([this](const mail::Envelope&) {
    desk_.hold();
    clock_.advance(MailPump::kReportEvery);
  });
  std::vector<MailState> states;
  desk_.on_told([&] { states = desk_.states(); });
  int leases = 0;
  MailPump held({[&](LeaseMail request) -> base::Result<LeaseMail::Reply> {
                   if (leases++ > 0) return LeaseMail::Reply{};
                   return desk_.lease(request, clock_.utc());
                 },
                 [this](MailAttempted told) { return desk_.report(told); }, transport_, clock_});
  held.work_off();
  EXPECT_THAT(states, ElementsAre(MailState::kSent, MailState::kPending, MailState::kPending));
}

TEST_F(Pump, OneSenderLeavesOutDestinationsThatStalled) {
  std::vector<bool> asked;
  const auto lease = [&](LeaseMail request) {
    asked.push_back(request.smooth_only);
    return desk_.lease(request, clock_.utc());
  };
  MailPump pump({lease, [this](MailAttempted told) { return desk_.report(told); }, transport_, clock_});
  for (std::size_t i = 0; i < MailPump::kSenders; ++i) pump.work_off(i);
  EXPECT_THAT(asked, ElementsAre(true, false, false));
  EXPECT_EQ(desk_.releases(), 1);
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
