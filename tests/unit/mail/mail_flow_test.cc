// From the outbox to a mailbox over the real store: every attempt is stored and on the timeline, nothing is lost (T4).
#include "tests/unit/mail/mail_flow_world.h"

namespace redrive::central {
namespace {

using mail::Delivery;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

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

// 500 mails for a dead domain cost one time-out and not 500, and are given up after as many.
TEST_F(MailFlow, AStallIsSharedByAllThatIsDueForTheSameDestination) {
  post();
  add("far@other.example");
  const auto rows = lease_one();
  ASSERT_EQ(rows.size(), 2u);
  const mail::RecipientOutcome stall{rows[0].recipient, Delivery::kLater, "no answer in time", "mail:25",
                                     mail::Concerns::kDestination};
  attempted({{rows[0].number, stall}}, {rows[1].number});
  for (const auto number : {rows[0].number, rows[1].number}) {
    EXPECT_EQ(row(number).state, MailState::kPending);
    EXPECT_EQ(row(number).attempts, 1u);
    EXPECT_TRUE(row(number).stalled);
    EXPECT_GT(row(number).next_at, clock_.utc());
  }
  EXPECT_EQ(row(rows[1].number).last_reply, "not tried, as a mail to mc.example has just ended so: no answer in time");
  EXPECT_EQ(row(3).attempts, 0u) << "another destination";
  commit();
  EXPECT_EQ(metrics_.mail_attempts[static_cast<std::size_t>(Delivery::kLater)], 1u) << "one was an attempt";
}

TEST_F(MailFlow, WhereNoRelayTakesMailAllThatIsDueCountsAsTried) {
  post();
  add("far@other.example");
  const auto rows = lease_one();
  const mail::RecipientOutcome down{rows[0].recipient, Delivery::kLater, "mail:25: Connection refused", "mail:25",
                                    mail::Concerns::kRelays};
  attempted({{rows[0].number, down}}, {rows[1].number});
  for (const std::int64_t number : {1, 2, 3}) EXPECT_EQ(row(number).attempts, 1u) << number;
  EXPECT_EQ(row(3).last_reply, "not tried, as no relay takes mail: mail:25: Connection refused");
  clock_.advance(std::chrono::hours(2));
  const auto again = lease_one();
  attempted({{again[0].number, down}});
  EXPECT_EQ(row(3).state, MailState::kDead) << "its attempts run out like everybody's";
}

TEST_F(MailFlow, AnAnswerAboutOneMailIsNotShared) {
  post();
  const auto rows = lease_one();
  attempted({{rows[0].number, {rows[0].recipient, Delivery::kLater, "450 busy"}}}, {rows[1].number});
  EXPECT_EQ(row(rows[1].number).attempts, 0u);
}

TEST_F(MailFlow, TheRelayAndItsQueueIdAreKeptAndTold) {
  post();
  const auto rows = lease_one();
  attempted(
      {{rows[0].number,
        {rows[0].recipient, Delivery::kAccepted, "250 queued as 4F2A", "mail2:25", mail::Concerns::kMail, "4F2A"}}});
  EXPECT_EQ(row(rows[0].number).relay + " " + row(rows[0].number).queue_id, "mail2:25 4F2A");
  EXPECT_THAT(told(), Contains(HasSubstr("accepted by the mail server mail2:25 as 4F2A (attempt 1): 250")));
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
