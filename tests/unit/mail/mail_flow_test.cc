// From the outbox to a mailbox over the real store: every attempt is stored and on the timeline, nothing is lost (T4).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "central/flow/decider.h"
#include "central/flow/flow_context.h"
#include "central/flow/load_state.h"
#include "central/flow/ticket_post.h"
#include "central/store/audit.h"
#include "central/store/mail_outbox.h"
#include "central/store/store.h"
#include "central/store/tickets.h"
#include "mail/compose/ticket_mail.h"
#include "tests/unit/mail/sample_ticket.h"

namespace redrive::central {
namespace {

using mail::Delivery;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

template <typename T>
T must(base::Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

config::CentralOptions options() {
  config::CentralOptions out;
  out.centres = {{"mc-a", {"mc-a", "Pune", {"pune@mc.example", "shift@mc.example"}, "region"}},
                 {"region", {"region", "Region", {"region@mc.example"}, "noc"}},
                 {"noc", {"noc", "NOC", {"noc@mc.example"}, ""}}};
  out.mail.from = "Redrive <redrive@noc.example>";
  out.mail.max_attempts = 2;
  return out;
}

class MailFlow : public ::testing::Test {
 protected:
  MailFlow() : db_(must(open_database("sqlite::memory:", "/", Access::kWrite))) {
    must(migrate(*db_));
    must(follow_options(flow_));
    ticket_ = mail::sample_mail().ticket;
    must(put_ticket(*db_, ticket_));
    flow_.mail_waiting = [this] { ++woken_; };
  }

  void post() { must(post_ticket(flow_, {Notice::kOpened, ticket_, {}})); }
  std::vector<MailRow> lease(bool release = false) {
    LeaseMail request{64, release};
    return must(handle(flow_, request)).rows;
  }
  void attempted(std::vector<MailAttempt> attempts, std::vector<std::int64_t> untried = {}) {
    MailAttempted request{std::move(attempts), std::move(untried)};
    must(handle(flow_, request));
  }
  // Leases what is due and has each attempt end so; returns whom it was for.
  std::vector<std::string> attempt_all(Delivery delivery, const std::string& reply) {
    std::vector<MailAttempt> attempts;
    std::vector<std::string> to;
    for (const auto& row : lease()) {
      attempts.push_back({row.number, {row.recipient, delivery, reply}});
      to.push_back(row.recipient);
    }
    attempted(std::move(attempts));
    return to;
  }
  MailRow row(std::int64_t number) { return *must(find_mail(*db_, number)); }
  std::vector<std::string> told() {
    std::vector<std::string> out;
    for (auto& entry : must(timeline(*db_, ticket_.id))) out.push_back(entry.text);
    return out;
  }
  void commit() {
    for (auto& act : std::exchange(flow_.after_commit, {})) act();
  }

  std::unique_ptr<Database> db_;
  base::ManualClock clock_{mail::at("2026-03-02T00:02:13Z")};
  base::SeededRandom random_{1};
  LiveOptions live_{options()};
  Metrics metrics_;
  FlowContext flow_{clock_, random_, *db_, live_, metrics_};
  model::Ticket ticket_;
  int woken_ = 0;
};

TEST_F(MailFlow, AnAcceptedMailIsSentAndTold) {
  post();
  EXPECT_THAT(attempt_all(Delivery::kAccepted, "250 queued as 4F2A"),
              ElementsAre("pune@mc.example", "shift@mc.example"));
  EXPECT_EQ(row(1).state, MailState::kSent);
  EXPECT_EQ(row(1).last_reply, "250 queued as 4F2A");
  EXPECT_THAT(told(), Contains(AllOf(HasSubstr("pune@mc.example"), HasSubstr("queued as 4F2A"))));
  EXPECT_TRUE(lease().empty());
  commit();
  EXPECT_EQ(metrics_.mail_attempts[static_cast<std::size_t>(Delivery::kAccepted)], 2u);
}

TEST_F(MailFlow, TheLeaseNamesTheSenderAndWhatIsNext) {
  post();
  attempt_all(Delivery::kLater, "450 busy");
  LeaseMail request;
  const auto reply = must(handle(flow_, request));
  EXPECT_TRUE(reply.rows.empty());
  EXPECT_EQ(reply.from, "redrive@noc.example");
  ASSERT_TRUE(reply.next_due);
  EXPECT_GT(*reply.next_due, clock_.utc());
}

// Both addresses of the centre fail, and the fallback gets one mail: with the reason, under an id of its own.
TEST_F(MailFlow, ARefusedMailGoesToTheFallbackOnce) {
  post();
  attempt_all(Delivery::kRefused, "550 no such user");
  EXPECT_EQ(row(1).state, MailState::kDead);
  const auto rows = lease();
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].recipient, "region@mc.example");
  EXPECT_EQ(rows[0].centre, "region");
  EXPECT_EQ(mail::read_message_id(rows[0].message_id, flow_.mail_key), (mail::MailName{"RD-2026-000123", 1, "region"}));
  EXPECT_THAT(rows[0].message, HasSubstr("In-Reply-To: " + row(1).message_id));
  EXPECT_THAT(rows[0].message, HasSubstr("You get this as the fallback: mc-a"));
  commit();
  EXPECT_GT(woken_, 0);
}

TEST_F(MailFlow, TheChainOfFallbacksEndsAndSaysSo) {
  post();
  attempt_all(Delivery::kRefused, "550 1");
  EXPECT_THAT(attempt_all(Delivery::kRefused, "550 2"), ElementsAre("region@mc.example"));
  EXPECT_THAT(attempt_all(Delivery::kRefused, "550 3"), ElementsAre("noc@mc.example"));
  EXPECT_TRUE(lease().empty());
  EXPECT_THAT(told(),
              Contains(HasSubstr(
                  "nobody is left to mail instead of noc@mc.example; put it right, then: redrive mail retry 4")));
}

TEST_F(MailFlow, FallbacksThatNameEachOtherEnd) {
  auto changed = options();
  changed.centres["region"].fallback = "mc-a";
  live_.set(changed);
  post();
  int rounds = 0;
  while (!attempt_all(Delivery::kRefused, "550").empty()) ASSERT_LT(++rounds, 10);
  EXPECT_THAT(told(), Contains(HasSubstr("nobody is left")));
}

TEST_F(MailFlow, AttemptsRunOutIntoTheFallback) {
  post();
  for (const Delivery delivery : {Delivery::kLater, Delivery::kMaybeSent}) {
    EXPECT_EQ(attempt_all(delivery, "trouble").size(), 2u);
    clock_.advance(std::chrono::hours(2));
  }
  EXPECT_EQ(row(1).state, MailState::kDead);
  EXPECT_EQ(row(1).attempts, 2u);
  EXPECT_EQ(row(1).maybe_sent, 1u);
  EXPECT_THAT(attempt_all(Delivery::kAccepted, "250"), ElementsAre("region@mc.example"));
}

TEST_F(MailFlow, ShadowModeHasNoFallback) {
  auto changed = options();
  changed.mail.divert_to = "me@x.example";
  live_.set(changed);
  must(follow_options(flow_));
  post();
  EXPECT_THAT(attempt_all(Delivery::kRefused, "550"), ElementsAre("me@x.example"));
  EXPECT_TRUE(lease().empty());
  EXPECT_THAT(told(), Contains(HasSubstr("nobody is left")));
}

TEST_F(MailFlow, ARestartGivesBackWhatWasBeingSent) {
  post();
  EXPECT_EQ(lease().size(), 2u);
  EXPECT_TRUE(lease().empty());
  const auto again = lease(true);
  ASSERT_EQ(again.size(), 2u);
  EXPECT_EQ(again[0].maybe_sent, 1u) << "it may have gone out before the crash";
}

TEST_F(MailFlow, WhatWasNotTriedIsNotCounted) {
  post();
  const auto rows = lease();
  attempted({{rows[0].number, {rows[0].recipient, Delivery::kAccepted, "250"}}}, {rows[1].number});
  const auto again = lease();
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].number, rows[1].number);
  EXPECT_EQ(again[0].attempts, 0u);
}

TEST_F(MailFlow, RetryBringsADeadMailBack) {
  post();
  attempt_all(Delivery::kRefused, "550");
  RetryMail retry{{"anna", "10.0.0.1"}, 1};
  must(handle(flow_, retry));
  EXPECT_EQ(row(1).state, MailState::kPending);
  EXPECT_EQ(row(1).attempts, 0u);
  const auto trail = must(list_audit(*db_, {}, {1, 0})).items.at(0);
  EXPECT_EQ(trail.who + " " + trail.what, "anna retry mail");
  EXPECT_EQ(trail.before + " " + trail.after, "dead pending");
  EXPECT_THAT(attempt_all(Delivery::kAccepted, "250"), Contains("pune@mc.example"));
  EXPECT_EQ(handle(flow_, retry).error().code, base::ErrorCode::kConflict) << "sent is sent";
  retry.number = 99;
  EXPECT_EQ(handle(flow_, retry).error().code, base::ErrorCode::kNotFound);
}

TEST_F(MailFlow, AnOutcomeOfAMailNobodyHasIsIgnored) {
  attempted({{77, {"x@y", Delivery::kAccepted, "250"}}}, {78});
  EXPECT_TRUE(lease().empty());
}

}  // namespace
}  // namespace redrive::central
