// Mail that comes in: stored once however often it is handed in, then judged once.
#include <gmock/gmock.h>

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
  bool judge() {
    return world_.transact([&] { return judge_received(world_.flow()); }).value();
  }

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
  judge();
  EXPECT_EQ(row(noted.number).why, "it is too large");
}

TEST_F(ReceivedMailFlow, EachIsJudgedOnce) {
  const auto one = take({"token", "", "From: a\r\n\r\n", 0, ""}), two = take({"token", "", "From: b\r\n\r\n", 0, ""});
  EXPECT_FALSE(judge());
  for (const auto number : {one.number, two.number}) {
    EXPECT_EQ(row(number).state, ReceivedState::kQuarantined);
    EXPECT_THAT(row(number).why, HasSubstr("no alert in it"));
  }
  EXPECT_TRUE(new_received(world_.db(), 10).value().empty());
}

TEST_F(ReceivedMailFlow, ManyAreJudgedBatchByBatch) {
  for (int i = 0; i < 25; ++i) take({"token", "", "From: " + std::to_string(i) + "\r\n\r\n", 0, ""});
  EXPECT_TRUE(judge());
  EXPECT_FALSE(judge());
  EXPECT_EQ(count_received(world_.db()).value().waiting, 0U);
}

TEST_F(ReceivedMailFlow, AJudgementThatIsNotCommittedIsMadeAgain) {
  const auto one = take({"token", "", "From: a\r\n\r\n", 0, ""});
  world_.lose([&] { EXPECT_TRUE(judge_received(world_.flow())); });
  EXPECT_EQ(row(one.number).state, ReceivedState::kNew);
  judge();
  EXPECT_EQ(row(one.number).state, ReceivedState::kQuarantined);
}

}  // namespace
}  // namespace redrive::central::test
