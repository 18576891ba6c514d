#include "central/core/approval.h"

#include <gtest/gtest.h>

namespace redrive::central {
namespace {

using base::ErrorCode;

const base::UtcTime kNow = base::utc_from_micros(1'772'409'600'000'000);
const config::ApprovalOptions kOptions{std::chrono::minutes(30), false};
const config::ApprovalOptions kTwo{std::chrono::minutes(30), true};

RedistributionRow row_in(const std::string& state) {
  RedistributionRow row;
  row.id = "R-1";
  row.state = state;
  row.created_at = kNow;
  row.plan.job = "J-1";
  row.plan.server = "ids-1";
  row.plan.digest = model::plan_digest(row.plan);
  return row;
}

TEST(Approval, TakesThePlanThatWasSeenUntilItsTimeIsOver) {
  const auto row = row_in("planned");
  EXPECT_TRUE(check_may_approve(row, row.plan.digest, "bob", kOptions, kNow));
  EXPECT_TRUE(check_may_approve(row, row.plan.digest, "bob", kOptions, approval_ends(row, kOptions)));
  auto late = check_may_approve(row, row.plan.digest, "bob", kOptions, approval_ends(row, kOptions) + base::Micros{1});
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::kConflict);
  EXPECT_NE(late.error().message.find("expired"), std::string::npos);
}

TEST(Approval, RefusesAnotherDigestAndSaysWhichOneItIsNow) {
  const auto row = row_in("planned");
  auto other = check_may_approve(row, "blake2b:00", "bob", kOptions, kNow);
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().message.find(row.plan.digest), std::string::npos);
}

TEST(Approval, IsForPlansThatWaitOnly) {
  for (const char* state : {"approved", "running", "finished", "refused", "rejected", "expired"}) {
    const auto row = row_in(state);
    EXPECT_FALSE(check_may_approve(row, row.plan.digest, "bob", kOptions, kNow)) << state;
    EXPECT_FALSE(check_may_refuse(row)) << state;
  }
  EXPECT_TRUE(check_may_refuse(row_in("planned")));
}

TEST(Approval, APlanWhoseDigestIsNotItsOwnIsNotWhole) {
  auto row = row_in("planned");
  EXPECT_TRUE(check_plan_is_whole(row.plan));
  row.plan.devices.push_back({"dev-1", "slipped in"});
  EXPECT_FALSE(check_plan_is_whole(row.plan));
}

TEST(ApprovalAtTheServer, IsGrantedOnceAndAgainToTheSameServerOnly) {
  auto row = row_in("planned");
  EXPECT_EQ(why_not_at_server(row, "ids-1"), std::nullopt);
  row.state = "running";
  row.decided_by = local_approver("ann", "ids-1");
  EXPECT_EQ(why_not_at_server(row, "ids-1"), std::nullopt);
  EXPECT_NE(why_not_at_server(row, "ids-2"), std::nullopt);
  row.decided_by = "admin";
  EXPECT_NE(why_not_at_server(row, "ids-1"), std::nullopt);
}

TEST(ApprovalAtTheServer, SaysWhoRefusedAndWhy) {
  auto row = row_in("refused");
  row.decided_by = "ann";
  row.why = "not in office hours";
  const auto why = why_not_at_server(row, "ids-1");
  ASSERT_TRUE(why);
  EXPECT_NE(why->find("ann"), std::string::npos);
  EXPECT_NE(why->find("not in office hours"), std::string::npos);
}

RedistributionRow asked_by(const std::string& who, const std::string& state = "planned") {
  auto row = row_in(state);
  row.created_by = who;
  return row;
}

TEST(TwoPersons, WhoeverAskedMayNotApprove) {
  const auto row = asked_by("ann");
  const auto self = check_may_approve(row, row.plan.digest, "ann", kTwo, kNow);
  ASSERT_FALSE(self);
  EXPECT_EQ(self.error().code, ErrorCode::kDenied);
  EXPECT_NE(self.error().message.find("redrive redistributions approve R-1 " + row.plan.digest), std::string::npos);
  EXPECT_TRUE(check_may_approve(row, row.plan.digest, "bob", kTwo, kNow));
  EXPECT_TRUE(check_may_approve(row, row.plan.digest, "ann", kOptions, kNow)) << "one person is enough where one is";
  EXPECT_TRUE(check_may_refuse(row)) << "but anybody may refuse";
}

TEST(TwoPersons, APersonIsTheSameAtCentralAndAtAServer) {
  const auto row = asked_by("ann@ids-1");
  EXPECT_FALSE(check_may_approve(row, row.plan.digest, "ann", kTwo, kNow));
  EXPECT_TRUE(check_may_approve(row, row.plan.digest, "bob", kTwo, kNow));
}

TEST(TwoPersons, AskingAgainMakesNobodyElseTheAsker) {
  const auto row = asked_by("ann");
  EXPECT_EQ(asker_of(row, "bob", kTwo, kNow), "ann");
  EXPECT_EQ(asker_of(row, "bob", kTwo, approval_ends(row, kTwo) + base::Micros{1}), "bob");
  EXPECT_EQ(asker_of(asked_by("ann", "refused"), "bob", kTwo, kNow), "bob");
  EXPECT_EQ(asker_of(RedistributionRow{}, "bob", kTwo, kNow), "bob");
}

LocalStanding standing(const RedistributionRow& row, const std::string& approver,
                       const config::ApprovalOptions& options = kTwo, base::UtcTime now = kNow) {
  return rule_of_two_at_server(row, approver, options, now).standing;
}

TEST(TwoPersons, AtTheServerCountAsWhoeverIsNamedThere) {
  EXPECT_EQ(standing(asked_by("ann"), "bob@ids-1"), LocalStanding::kGranted);
  EXPECT_EQ(standing(asked_by("ann"), "ann@ids-1"), LocalStanding::kRefused);
  EXPECT_EQ(standing(asked_by("ann"), "root@ids-1"), LocalStanding::kRefused) << "root names nobody";
}

TEST(TwoPersons, TwoAccountsOfAServerAreNotTwoPersonsOfCentral) {
  EXPECT_EQ(standing(asked_by("ann@ids-1"), "bob@ids-1"), LocalStanding::kRefused);
}

TEST(TwoPersons, AYesAtTheServerThatNobodyAskedForIsTheAsking) {
  EXPECT_EQ(standing(RedistributionRow{}, "bob@ids-1"), LocalStanding::kNeedsAsking);
  EXPECT_EQ(standing(asked_by("ann", "rejected"), "bob@ids-1"), LocalStanding::kNeedsAsking);
  const auto row = asked_by("ann");
  EXPECT_EQ(standing(row, "bob@ids-1", kTwo, approval_ends(row, kTwo) + base::Micros{1}), LocalStanding::kNeedsAsking);
  EXPECT_EQ(standing(RedistributionRow{}, "root@ids-1"), LocalStanding::kRefused);
  EXPECT_EQ(standing(RedistributionRow{}, "root@ids-1", kOptions), LocalStanding::kGranted);
}

TEST(LocalApprover, IsOneLineAndNamesTheServer) {
  EXPECT_EQ(local_approver("a\nb\x1b", "ids-1"), "a b @ids-1");
}

}  // namespace
}  // namespace redrive::central
