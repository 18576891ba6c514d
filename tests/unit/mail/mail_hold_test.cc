// Mail that a person holds, releases or tries out, over the real store (T4).
#include "tests/unit/mail/mail_flow_world.h"

namespace redrive::central {
namespace {

using mail::Delivery;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class MailHolding : public MailFlow {
 protected:
  base::Status hold(std::int64_t number, bool release = false, const std::string& why = "") {
    HoldMail request{{"anna", "10.0.0.1"}, number, release, why};
    auto done = handle(flow_, request);
    return done ? base::Status{} : tl::unexpected<base::Error>(done.error());
  }
  std::string last_act() {
    const auto trail = must(list_audit(*db_, {}, {1, 0})).items.at(0);
    return trail.who + " " + trail.what + " " + trail.subject + " " + trail.before + " " + trail.after;
  }
};

TEST_F(MailHolding, OneMailStaysBehindUntilItIsReleased) {
  post();
  must(hold(1, false, "wrong centre"));
  EXPECT_EQ(last_act(), "anna hold mail 1 pending held");
  EXPECT_THAT(told(), Contains(HasSubstr("opened mail to pune@mc.example is held: wrong centre")));
  EXPECT_THAT(attempt_all(Delivery::kAccepted, "250"), ElementsAre("shift@mc.example"));
  EXPECT_EQ(hold(1).error().code, base::ErrorCode::kConflict) << "held already";
  EXPECT_EQ(hold(2).error().code, base::ErrorCode::kConflict) << "sent";
  EXPECT_EQ(hold(2, true).error().code, base::ErrorCode::kConflict) << "not held";
  EXPECT_EQ(hold(99).error().code, base::ErrorCode::kNotFound);
  must(hold(1, true));
  commit();
  EXPECT_GT(woken_, 0);
  EXPECT_EQ(last_act(), "anna release mail 1 held pending");
  EXPECT_THAT(attempt_all(Delivery::kAccepted, "250"), ElementsAre("pune@mc.example"));
}

// Held and released while a sender has it in hand, it would go out twice.
TEST_F(MailHolding, OneThatIsBeingSentCannotBeHeld) {
  post();
  const auto rows = lease();
  EXPECT_EQ(hold(rows[0].number).error().code, base::ErrorCode::kConflict);
  attempted({{rows[0].number, {rows[0].recipient, Delivery::kLater, "450 busy"}}}, {rows[1].number});
  must(hold(rows[0].number));
  EXPECT_EQ(row(rows[0].number).state, MailState::kHeld);
}

TEST_F(MailHolding, AllMailWaitsAndTheTicketsSaySo) {
  post();
  must(hold(0, false, "wrong address book"));
  EXPECT_EQ(last_act(), "anna hold mail all going out held");
  EXPECT_THAT(told(), Contains(HasSubstr("all outgoing mail is held: wrong address book")));
  EXPECT_TRUE(lease().empty());
  EXPECT_EQ(hold(0).error().code, base::ErrorCode::kConflict);
  post();
  EXPECT_THAT(told(), Contains(AllOf(HasSubstr("queued to"), HasSubstr("all outgoing mail is held, by anna"))));
  EXPECT_TRUE(lease().empty());
  must(hold(0, true));
  EXPECT_EQ(last_act(), "anna release mail all held going out");
  EXPECT_THAT(told(), Contains("outgoing mail goes out again"));
  EXPECT_EQ(lease().size(), 4u);
  EXPECT_EQ(hold(0, true).error().code, base::ErrorCode::kConflict);
}

TEST_F(MailHolding, TheSenderIsToldWithItsNextOutcome) {
  post();
  const auto rows = lease();
  MailAttempted first{{}, {rows[0].number}};
  EXPECT_FALSE(must(handle(flow_, first)).held);
  must(hold(0));
  MailAttempted second{{}, {rows[1].number}};
  EXPECT_TRUE(must(handle(flow_, second)).held);
}

TEST_F(MailHolding, WhatOneHeldAloneStaysWhenAllIsReleased) {
  post();
  must(hold(1)), must(hold(0)), must(hold(0, true));
  EXPECT_THAT(attempt_all(Delivery::kAccepted, "250"), ElementsAre("shift@mc.example"));
}

class MailTesting : public MailFlow {
 protected:
  base::Result<TestMail::Reply> test(const std::string& centre) {
    TestMail request{{"anna", ""}, centre};
    return handle(flow_, request);
  }
};

TEST_F(MailTesting, GoesToEachAddressMarkedAsATest) {
  const auto id = must(test("mc-a")).id;
  const auto rows = lease();
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].kind, "test");
  EXPECT_EQ(rows[0].ticket, id);
  EXPECT_THAT(rows[0].message, AllOf(HasSubstr("a test of the mail to mc-a\r\n"), HasSubstr("X-Redrive-Kind: test\r\n"),
                                     HasSubstr("Auto-Submitted: auto-generated\r\n")));
  EXPECT_NE(must(test("mc-a")).id, id) << "each test is one of its own";
  EXPECT_EQ(test("nowhere").error().code, base::ErrorCode::kNotFound);
}

TEST_F(MailTesting, IsTriedOnceAndHasNoFallback) {
  must(test("mc-a"));
  EXPECT_EQ(attempt_all(Delivery::kLater, "450 busy").size(), 2u);
  EXPECT_EQ(row(1).state, MailState::kDead);
  EXPECT_EQ(row(1).attempts, 1u);
  clock_.advance(std::chrono::hours(2));
  EXPECT_TRUE(lease().empty());
  EXPECT_EQ(must(count_mail(*db_)).dead, 0u) << "nobody has to look after it";
}

TEST_F(MailHolding, TheRateIsKept) {
  auto changed = options();
  changed.mail.rate = 60;
  live_.set(changed);
  post();
  EXPECT_EQ(lease_one().size(), 1u);
  LeaseMail request;
  const auto reply = must(handle(flow_, request));
  EXPECT_TRUE(reply.rows.empty());
  EXPECT_EQ(reply.next_due, clock_.utc() + std::chrono::seconds(1));
  attempted({}, {1});
  EXPECT_EQ(lease_one().size(), 1u) << "what was not tried may go in its stead";
}

}  // namespace
}  // namespace redrive::central
