// Mail that comes in: stored once however often it is handed in, then judged once.
#include <gmock/gmock.h>

#include "central/flow/mail_age.h"
#include "central/flow/received_mail_flow.h"
#include "central/store/received_mail.h"
#include "tests/unit/alert_flow/flow_world.h"

namespace redrive::central::test {
namespace {

using ::testing::HasSubstr;

class ReceivedMailFlow : public ::testing::Test {
 protected:
  TakeMail::Reply take(TakeMail request) {
    auto taken = world_.ask(std::move(request));
    if (!taken) throw std::runtime_error(taken.error().message);
    return *taken;
  }
  ReceivedMail row(std::int64_t number) { return find_received(world_.db(), number).value().value(); }
  std::size_t rows() { return list_received(world_.db(), "", {1000, 0}).value().items.size(); }
  // What the parser is given next, though it ends the program before it can tell.
  std::int64_t begin_reading() {
    auto given = world_.ask(ReadMail{});
    if (!given) throw std::runtime_error(given.error().message);
    return given->next ? given->next->number : 0;
  }
  void crash() { world_.restart(); }

  FlowWorld world_;
};

TEST_F(ReceivedMailFlow, AMailIsStoredAsItCame) {
  const auto taken = take({"noc@mail.example", "u1", std::string("From: a\r\n\r\n\0\xff", 13), 14, ""});
  EXPECT_FALSE(taken.repeated);
  const auto mail = row(taken.number);
  EXPECT_EQ(mail.source, "noc@mail.example");
  EXPECT_EQ(mail.uid, "u1");
  EXPECT_EQ(mail.raw, std::string("From: a\r\n\r\n\0\xff", 13));
  EXPECT_EQ(mail.size, 14U) << "as the mailbox says";
  EXPECT_EQ(mail.received_at, world_.clock().utc());
  EXPECT_EQ(mail.state, ReceivedState::kNew);
  EXPECT_EQ(row(take({"token", "", "From: b\r\n\r\n", 0, ""}).number).size, 11U);
}

TEST_F(ReceivedMailFlow, ARepeatIsTheSameMail) {
  const auto first = take({"noc@mail.example", "u1", "From: a\r\n\r\n", 0, ""});
  const auto again = take({"noc@mail.example", "u1", "From: a\r\n\r\n", 0, ""});
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.number, first.number);
  EXPECT_FALSE(take({"noc@mail.example", "u1", "From: b\r\n\r\n", 0, ""}).repeated) << "a name that is used again";
  EXPECT_FALSE(take({"noc@mail.example", "u2", "From: a\r\n\r\n", 0, ""}).repeated) << "two mails of the same words";
  EXPECT_TRUE(take({"noc@mail.example", "", "From: a\r\n\r\n", 0, ""}).repeated) << "for once without names";
  EXPECT_FALSE(take({"another", "", "From: a\r\n\r\n", 0, ""}).repeated);
  EXPECT_EQ(rows(), 4U);
}

TEST_F(ReceivedMailFlow, WhatIsTooLargeIsRefused) {
  const auto taken = world_.ask(TakeMail{"token", "", std::string(kMostMailBytes + 1, 'x'), 0, ""});
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, base::ErrorCode::kInvalid);
  EXPECT_EQ(rows(), 0U);
}

TEST_F(ReceivedMailFlow, WhatIsLeftInTheMailboxIsNotedOnceForPeopleToSee) {
  const TakeMail left{"noc@mail.example", "big", "", 99'000'000, "it is too large"};
  const auto noted = take(left);
  const auto mail = row(noted.number);
  EXPECT_EQ(mail.state, ReceivedState::kQuarantined);
  EXPECT_EQ(mail.why, "it is too large");
  EXPECT_EQ(mail.size, 99'000'000U);
  EXPECT_EQ(mail.digest, "");
  EXPECT_TRUE(take(left).repeated);
  world_.read_mail();
  EXPECT_EQ(row(noted.number).why, "it is too large");
}

TEST_F(ReceivedMailFlow, EachIsJudgedOnce) {
  const auto one = take({"token", "", "From: a\r\n\r\n", 0, ""}), two = take({"token", "", "From: b\r\n\r\n", 0, ""});
  EXPECT_EQ(world_.read_mail(), MailParser::kLookEvery);
  for (const auto number : {one.number, two.number}) {
    EXPECT_EQ(row(number).state, ReceivedState::kQuarantined);
    EXPECT_THAT(row(number).why, HasSubstr("no alert in it"));
    EXPECT_EQ(reading_attempts(world_.db(), number).value(), 0U);
  }
  EXPECT_FALSE(oldest_unread(world_.db()).value());
}

TEST_F(ReceivedMailFlow, AJudgementThatIsNotCommittedIsMadeAgain) {
  const auto one = take({"token", "", "From: a\r\n\r\n", 0, ""});
  EXPECT_EQ(begin_reading(), one.number);
  world_.lose([&] {
    ReadMail told{one.number, MailJudgement{ReceivedState::kNote, "lost", ""}};
    EXPECT_TRUE(handle(world_.flow(), told));
  });
  EXPECT_EQ(row(one.number).state, ReceivedState::kNew);
  crash();
  world_.read_mail();
  EXPECT_EQ(row(one.number).state, ReceivedState::kQuarantined);
  EXPECT_THAT(row(one.number).why, HasSubstr("no alert in it"));
}

TEST_F(ReceivedMailFlow, AnOutcomeThatWasCommittedAlreadyChangesNothing) {
  const auto one = take({"token", "", "Server: ids-1\r\n\r\nServer: ids-1\nDevice: dev-1-1\nType: disk_full\n", 0, ""});
  world_.read_mail();
  EXPECT_EQ(row(one.number).state, ReceivedState::kAlerts) << row(one.number).why;
  world_.ask(ReadMail{one.number, MailJudgement{ReceivedState::kNote, "told again", ""}});
  EXPECT_EQ(row(one.number).state, ReceivedState::kAlerts);
}

TEST_F(ReceivedMailFlow, WhatEndsTheProgramEachTimeIsSetAsideAndTheNextHaveTheirTurn) {
  const auto poison = take({"token", "", "From: a\r\n\r\n", 0, ""}),
             good = take({"token", "", "From: b\r\n\r\n", 0, ""});
  for (std::uint32_t attempt = 1; attempt <= kMostReadings; ++attempt) {
    EXPECT_EQ(begin_reading(), poison.number) << attempt;
    EXPECT_EQ(reading_attempts(world_.db(), poison.number).value(), attempt) << "known before it is read";
    EXPECT_EQ(row(poison.number).state, ReceivedState::kNew);
    crash();
  }
  world_.read_mail();
  const auto mail = row(poison.number);
  EXPECT_EQ(mail.state, ReceivedState::kQuarantined);
  EXPECT_EQ(mail.raw, "From: a\r\n\r\n");
  EXPECT_THAT(mail.why, HasSubstr("begun 3 times"));
  EXPECT_THAT(mail.why, HasSubstr("redrive mail received show 1 --raw"));
  EXPECT_THAT(row(good.number).why, HasSubstr("no alert in it"));
  EXPECT_EQ(count_received(world_.db()).value().quarantined, 2U);
}

TEST_F(ReceivedMailFlow, AMailThatWasInHandAtTwoKillsIsReadAllTheSame) {
  const auto one = take({"token", "", "From: a\r\n\r\n", 0, ""});
  for (std::uint32_t attempt = 1; attempt < kMostReadings; ++attempt) begin_reading(), crash();
  world_.read_mail();
  EXPECT_THAT(row(one.number).why, HasSubstr("no alert in it"));
}

TEST_F(ReceivedMailFlow, WhatWasNotReadAfterAllIsNotToBlame) {
  const auto one = take({"token", "", "From: a\r\n\r\n", 0, ""});
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(begin_reading(), one.number);
    ASSERT_TRUE(world_.ask(ReadMail{one.number, std::nullopt, false}));
  }
  EXPECT_EQ(reading_attempts(world_.db(), one.number).value(), 0U);
  EXPECT_EQ(row(one.number).state, ReceivedState::kNew);
}

TEST_F(ReceivedMailFlow, AParserThatStopsIsGivenNothing) {
  const auto one = take({"token", "", "From: a\r\n\r\n", 0, ""});
  const auto given = world_.ask(ReadMail{0, std::nullopt, false});
  ASSERT_TRUE(given);
  EXPECT_FALSE(given->next);
  EXPECT_EQ(reading_attempts(world_.db(), one.number).value(), 0U);
}

// ---- how long it is kept

class OldMail : public ReceivedMailFlow {
 protected:
  std::int64_t judged(const std::string& uid) {
    const auto taken = take({"noc@mail.example", uid, "From: " + uid + "\r\n\r\n", 0, ""});
    ReceivedMail mail = row(taken.number);
    mail.state = ReceivedState::kNote;
    EXPECT_TRUE(put_received(world_.db(), mail));
    return taken.number;
  }
  bool forget() {
    return world_.transact([&] { return forget_old_mail(world_.flow()); }).value();
  }
  bool there(std::int64_t number) { return find_received(world_.db(), number).value().has_value(); }
  void keep(base::Micros mail, base::Micros quarantined, base::Micros names) {
    auto options = *world_.options().get();
    options.mailbox.keep = mail, options.mailbox.keep_quarantined = quarantined, options.dedupe_window = names;
    world_.options().set(std::move(options));
  }
};

TEST_F(OldMail, GoesWhenItIsJudgedAndItsTimeHasCome) {
  keep(24h, 48h, 1h);
  const auto judged_one = judged("j");
  const auto strange = take({"token", "", "From: q\r\n\r\n", 0, ""}).number;
  world_.read_mail();
  const auto unread = take({"token", "", "From: n\r\n\r\n", 0, ""}).number;
  const auto newest = judged("newest");
  world_.clock().advance(24h);
  forget();
  EXPECT_TRUE(there(judged_one)) << "not a moment early";
  world_.clock().advance(1us);
  EXPECT_FALSE(forget());
  EXPECT_FALSE(there(judged_one));
  EXPECT_TRUE(there(strange));
  world_.clock().advance(24h);
  forget();
  EXPECT_FALSE(there(strange));
  EXPECT_TRUE(there(unread)) << "never before it is judged";
  EXPECT_TRUE(there(newest)) << "numbers are not given again";
  EXPECT_GT(judged("after"), newest);
}

TEST_F(OldMail, IsKnownAsARepeatForTheDedupeWindow) {
  keep(1h, 1h, 24h);
  const auto number = judged("u1");
  judged("newest");
  world_.clock().advance(2h);
  forget();
  ASSERT_FALSE(there(number));
  const TakeMail again{"noc@mail.example", "u1", "From: u1\r\n\r\n", 0, ""};
  EXPECT_TRUE(take(again).repeated);
  const auto known = find_received_uid(world_.db(), "noc@mail.example", "u1").value();
  ASSERT_TRUE(known);
  EXPECT_TRUE(known->held);
  EXPECT_EQ(known->size, again.raw.size());
  world_.clock().advance(23h);
  forget();
  EXPECT_FALSE(find_received_uid(world_.db(), "noc@mail.example", "u1").value());
  EXPECT_FALSE(take(again).repeated);
}

TEST_F(OldMail, GoesInSmallBatches) {
  keep(1h, 1h, 1h);
  for (std::size_t i = 0; i < kForgottenAtOnce + 10; ++i) judged(std::to_string(i));
  world_.clock().advance(2h);
  EXPECT_TRUE(forget());
  EXPECT_EQ(rows(), 10U);
  EXPECT_FALSE(forget());
  EXPECT_EQ(rows(), 1U);
}

TEST_F(OldMail, AFewLargeOnesAreABatch) {
  keep(1h, 1h, 1h);
  for (const char c : {'a', 'b', 'c'}) {
    ReceivedMail mail{
        0,  "token", "", world_.clock().utc(), kForgottenBytes / 2 + 1, std::string(1, c), ReceivedState::kNote,
        "", "",      ""};
    ASSERT_TRUE(put_received(world_.db(), mail));
  }
  judged("newest");
  world_.clock().advance(2h);
  for (const std::size_t left : {3, 2, 1}) {
    EXPECT_EQ(forget(), left > 1) << left;
    EXPECT_EQ(rows(), left);
  }
}

}  // namespace
}  // namespace redrive::central::test
