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
using testing::HasSubstr;
using testing::IsEmpty;

TEST(JobFold, KeepsTheNewestOutcomeOfEachDevice) {
  const JobRecord record =
      fold({received(), reported("dev-2", DeviceState::kRunning),
            reported("dev-2", DeviceState::kFailed, 1, "disk_full"), reported("dev-1", DeviceState::kRunning)});
  ASSERT_EQ(record.outcome_of.size(), 3U);
  EXPECT_EQ(record.outcome(0)->state, DeviceState::kRunning);
  EXPECT_EQ(record.outcome(1)->failure_type, "disk_full");
  EXPECT_EQ(record.outcome(2), nullptr);
  EXPECT_EQ(record.received_at, kNow);
}

TEST(JobFold, NothingOfAnEarlierOutcomeIsLeft) {
  DeviceReported first = reported("dev-1", DeviceState::kFailed, 1, "disk_full", "no space");
  first.outcome.package = "app.deb";
  DeviceReported second = reported("dev-1", DeviceState::kFailed, 2, "timeout", "gave up");
  second.outcome.package = "other.deb";
  second.outcome.at = kNow + std::chrono::minutes(3);
  EXPECT_EQ(*fold({received(), first, second}).outcome(0), second.outcome);
  second.outcome.failure_type = second.outcome.message = second.outcome.package = "";
  EXPECT_EQ(*fold({received(), first, second}).outcome(0), second.outcome);
}

TEST(JobFold, ALateReportOfAnEarlierRunDoesNotHideTheLaterOne) {
  const JobRecord record =
      fold({received(), reported("dev-1", DeviceState::kSucceeded, 2), reported("dev-1", DeviceState::kFailed, 1)});
  EXPECT_EQ(record.outcome(0)->state, DeviceState::kSucceeded);
}

TEST(JobFold, RemembersEveryCommandWithItsAnswer) {
  const JobRecord record = fold({received(), CommandRefused{"C-2", "not now", kNow}, CancelTaken{"C-3", "ann", kNow}});
  EXPECT_EQ(record.commands.at("C-order"), (CommandAnswer{true, ""}));
  EXPECT_EQ(record.commands.at("C-2"), (CommandAnswer{false, "not now"}));
  EXPECT_EQ(record.commands.at("C-3"), (CommandAnswer{true, ""}));
}

TEST(JobFold, ARunIsOpenFromItsOrderToItsEnd) {
  const JobRecord open = fold({received()});
  ASSERT_NE(open.open_run(), nullptr);
  EXPECT_EQ(open.open_run()->run, 1U);
  EXPECT_EQ(fold({received(), RunEnded{1, kNow}}).open_run(), nullptr);

  model::Plan plan;
  plan.run = 2;
  const JobRecord again = fold({received(), RunEnded{1, kNow}, PlanApproved{plan, "ann", kNow, "C-2"}});
  ASSERT_NE(again.open_run(), nullptr);
  EXPECT_EQ(again.open_run()->run, 2U);
  EXPECT_EQ(again.open_run()->approval->approved_by, "ann");
}

TEST(JobFold, ACancelStopsOnlyTheRunInProgress) {
  EXPECT_TRUE(fold({received(), CancelTaken{"C-2", "ann", kNow}}).open_run()->cancelled);
  EXPECT_FALSE(fold({received(), RunEnded{1, kNow}, CancelTaken{"C-2", "ann", kNow}}).runs.back().cancelled);
}

TEST(JobFold, AContradictionIsNotedAndTheFirstOrderCounts) {
  OrderReceived other = received();
  other.order.devices = {"dev-9"};
  const JobRecord record = fold({received(), other});
  EXPECT_EQ(record.order->devices.size(), 3U);
  EXPECT_THAT(record.damage, ElementsAre(HasSubstr("second, different order")));
  EXPECT_THAT(fold({received(), received()}).damage, IsEmpty());
}

TEST(JobFold, OutcomesAreKeptWhereTheOrderIsLost) {
  const JobRecord record = fold({reported("dev-1", DeviceState::kSucceeded)}, {"record 1: the order cannot be read"});
  EXPECT_FALSE(record.order.has_value());
  EXPECT_FALSE(record.blank());
  ASSERT_EQ(record.outcomes.size(), 1U);
  EXPECT_TRUE(fold({}).blank());
}

TEST(JobFold, EveryDamagedPlaceUsesUpARunNumber) {
  EXPECT_EQ(fold({received()}).next_run(), 2U);
  EXPECT_EQ(fold({received(), reported("dev-1", DeviceState::kFailed, 4)}).next_run(), 5U);
  EXPECT_EQ(fold({received()}, {"a", "b"}).next_run(), 4U);
}

TEST(JobFold, DamageIsBounded) {
  EXPECT_LE(fold({received()}, std::vector<std::string>(5000, "checksum mismatch")).damage.size(), 100U);
}

TEST(Tally, CountsTheEndsOfOneRun) {
  const JobRecord record =
      fold({received(4), reported("dev-1", DeviceState::kSucceeded, 1), reported("dev-2", DeviceState::kFailed, 2),
            reported("dev-3", DeviceState::kCancelled, 2), reported("dev-4", DeviceState::kRunning, 2)});
  EXPECT_EQ(tally(record, 1), (RunTally{1, 0, 0}));
  EXPECT_EQ(tally(record, 2), (RunTally{0, 1, 1}));
}

}  // namespace
}  // namespace redrive::agent
