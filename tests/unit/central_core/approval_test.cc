#include "central/core/approval.h"

#include <gtest/gtest.h>

namespace redrive::central {
namespace {

using base::ErrorCode;

const base::UtcTime kNow = base::utc_from_micros(1'772'409'600'000'000);
const config::ApprovalOptions kOptions{std::chrono::minutes(30)};

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
  EXPECT_TRUE(check_may_approve(row, row.plan.digest, kOptions, kNow));
  EXPECT_TRUE(check_may_approve(row, row.plan.digest, kOptions, approval_ends(row, kOptions)));
  auto late = check_may_approve(row, row.plan.digest, kOptions, approval_ends(row, kOptions) + base::Micros{1});
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::kConflict);
  EXPECT_NE(late.error().message.find("expired"), std::string::npos);
}

TEST(Approval, RefusesAnotherDigestAndSaysWhichOneItIsNow) {
  const auto row = row_in("planned");
  auto other = check_may_approve(row, "blake2b:00", kOptions, kNow);
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().message.find(row.plan.digest), std::string::npos);
}

TEST(Approval, IsForPlansThatWaitOnly) {
  for (const char* state : {"approved", "running", "finished", "refused", "rejected", "expired"}) {
    const auto row = row_in(state);
    EXPECT_FALSE(check_may_approve(row, row.plan.digest, kOptions, kNow)) << state;
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

TEST(LocalApprover, IsOneLineAndNamesTheServer) {
  EXPECT_EQ(local_approver("a\nb\x1b", "ids-1"), "a b @ids-1");
}

}  // namespace
}  // namespace redrive::central
