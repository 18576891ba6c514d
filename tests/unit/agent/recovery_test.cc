#include "agent/core/recovery.h"

#include <gmock/gmock.h>

#include "tests/unit/agent/samples.h"

namespace redrive::agent {
namespace {

using model::DeviceState;
using test::fold;
using test::kNow;
using test::received;
using test::reported;
using testing::ElementsAre;
using testing::IsEmpty;

PlanApproved approved(std::vector<std::string> devices) {
  model::Plan plan;
  plan.job = "J-1";
  plan.run = 2;
  for (auto& device : devices) plan.devices.push_back({device, "never started"});
  plan.digest = "blake2b:x";
  return {plan, "ann", kNow, "C-2"};
}

TEST(Recovery, NothingIsLeftWhenNoRunIsInProgress) {
  EXPECT_FALSE(resume(fold({received(), RunEnded{1, kNow}})));
  EXPECT_FALSE(resume(fold({})));
}

TEST(Recovery, TellsEndedStartedAndPendingDevicesOfTheDistributionApart) {
  const auto plan =
      resume(fold({received(4), reported("dev-1", DeviceState::kRunning), reported("dev-1", DeviceState::kSucceeded),
                   reported("dev-3", DeviceState::kRunning)}));
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->run, 1U);
  EXPECT_THAT(plan->unknown, ElementsAre("dev-3"));
  EXPECT_THAT(plan->pending, ElementsAre("dev-2", "dev-4"));
  ASSERT_EQ(plan->reported.size(), 1U);
  EXPECT_EQ(plan->reported[0].device, "dev-1");
  EXPECT_FALSE(plan->cancelled);
}

TEST(Recovery, AnApprovedRunGoesOnWithItsOwnDevicesAlone) {
  const auto plan = resume(fold({received(4), reported("dev-1", DeviceState::kFailed), RunEnded{1, kNow},
                                 approved({"dev-1", "dev-3"}), reported("dev-3", DeviceState::kRunning, 2)}));
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->run, 2U);
  EXPECT_EQ(plan->plan_digest, "blake2b:x");
  EXPECT_THAT(plan->unknown, ElementsAre("dev-3"));
  EXPECT_THAT(plan->pending, ElementsAre("dev-1"));
  EXPECT_THAT(plan->reported, IsEmpty());
}

TEST(Recovery, WithDamageNothingIsStartedThatMayHaveBeenStartedBefore) {
  const auto plan = resume(fold({received(3), reported("dev-1", DeviceState::kSucceeded)}, {"checksum mismatch"}));
  ASSERT_TRUE(plan);
  EXPECT_THAT(plan->pending, IsEmpty());
  EXPECT_THAT(plan->unknown, ElementsAre("dev-2", "dev-3"));
}

TEST(Recovery, ACancelledRunSaysSo) {
  EXPECT_TRUE(resume(fold({received(2), CancelTaken{"C-9", "ann", kNow}}))->cancelled);
}

TEST(Recovery, WithoutTheOrderTheStartedDevicesAreStillAskedAfter) {
  const auto plan = resume(fold({reported("dev-1", DeviceState::kRunning)}, {"record 1: the order cannot be read"}));
  ASSERT_TRUE(plan);
  EXPECT_THAT(plan->unknown, ElementsAre("dev-1"));
  EXPECT_THAT(plan->pending, IsEmpty());
}

}  // namespace
}  // namespace redrive::agent
