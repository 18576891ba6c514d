#include "agent/core/planner.h"

#include <gmock/gmock.h>

#include "tests/unit/agent/samples.h"

namespace redrive::agent {
namespace {

using model::DeviceState;
using test::context;
using test::fold;
using test::kNow;
using test::received;
using test::reported;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Reason, SaysInWordsWhyADeviceIsDoneAgain) {
  struct Case {
    DeviceState state;
    std::string type, message, reason;
  };
  const Case cases[] = {
      {DeviceState::kFailed, "disk_full", "No space left on device", "failed: disk_full: No space left on device"},
      {DeviceState::kFailed, "timeout", "", "failed: timeout"},
      {DeviceState::kFailed, "", "odd", "failed: unknown: odd"},
      {DeviceState::kFailed, "install_failed", "dpkg: 1\nsecond line", "failed: install_failed: dpkg: 1"},
      {DeviceState::kFailed, "install_failed", "\n\n  tail", "failed: install_failed: tail"},
      {DeviceState::kFailed, "unknown", "a\x01\xff\tb", "failed: unknown: a \xEF\xBF\xBD b"},
      {DeviceState::kFailed, "unknown", std::string(5000, 'x'), "failed: unknown: " + std::string(200, 'x')},
      {DeviceState::kCancelled, "", "stopped", "cancelled"},
      {DeviceState::kRunning, "", "", "started, end unknown"},
      {DeviceState::kPending, "", "", "never started"},
  };
  for (const Case& c : cases) {
    const auto outcome = reported("dev-1", c.state, 1, c.type, c.message).outcome;
    EXPECT_EQ(reason_for(&outcome, false), c.reason);
  }
  EXPECT_EQ(reason_for(nullptr, false), "never started");
  EXPECT_EQ(reason_for(nullptr, true), "no outcome readable in the damaged job log");
}

TEST(Planner, TakesTheDevicesWithoutProvenSuccessInTheOrdersOrder) {
  const JobRecord record =
      fold({received(6), reported("dev-5", DeviceState::kFailed, 1, "disk_full", "No space left on device"),
            reported("dev-1", DeviceState::kSucceeded), reported("dev-4", DeviceState::kRunning),
            reported("dev-3", DeviceState::kCancelled), reported("dev-6", DeviceState::kSucceeded), RunEnded{1, kNow}});
  const auto plan = make_plan(record, context());
  ASSERT_TRUE(plan) << plan.error().message;
  const std::vector<model::PlannedDevice> expected = {{"dev-2", "never started"},
                                                      {"dev-3", "cancelled"},
                                                      {"dev-4", "started, end unknown"},
                                                      {"dev-5", "failed: disk_full: No space left on device"}};
  EXPECT_EQ(plan->devices, expected);
  EXPECT_EQ(plan->run, 2U);
  EXPECT_EQ(plan->completeness, model::Completeness::kVerbatim);
  EXPECT_THAT(plan->diff, ElementsAre("  devices: 4 of 6", "- device dev-1: succeeded", "- device dev-6: succeeded"));
  EXPECT_EQ(plan->parameters, record.order->parameters);
  EXPECT_EQ(plan->packages, record.order->packages);
  EXPECT_EQ(plan->expires_at, kNow + std::chrono::hours(1));
  EXPECT_EQ(plan->digest, model::plan_digest(*plan));
}

TEST(Planner, CommandsNamingAPackageAreThereOncePerPackageAndTheDeviceStaysOpen) {
  model::JobParameters parameters;
  parameters.before = {"stop", "{device}"};
  parameters.install = {"dpkg", "-i", "--log={package}.log", "{package}"};
  parameters.after = {"start"};
  const auto order = test::sample_order();
  EXPECT_THAT(
      commands_of(parameters, order.packages),
      ElementsAre(model::Command{"stop", "{device}"}, model::Command{"dpkg", "-i", "--log=app.deb.log", "app.deb"},
                  model::Command{"dpkg", "-i", "--log=data.tar.log", "data.tar"}, model::Command{"start"}));
  EXPECT_THAT(commands_of({}, order.packages), IsEmpty());
}

TEST(Planner, APackageThatIsGoneIsMissingAndFetchedAgain) {
  PlanContext here = context();
  here.package_present = [](const model::PackageRef& package) { return package.name != "app.deb"; };
  const auto plan = make_plan(fold({received(), RunEnded{1, kNow}}), here);
  ASSERT_TRUE(plan);
  EXPECT_THAT(plan->missing_packages, ElementsAre("app.deb"));
  EXPECT_THAT(plan->diff, ElementsAre("- package app.deb: missing or damaged on this server",
                                      "+ package app.deb: fetched again from central and checked before the run"));
  EXPECT_NE(plan->digest, make_plan(fold({received(), RunEnded{1, kNow}}), context())->digest);
}

TEST(Planner, TheDigestDoesNotDependOnTheTime) {
  const JobRecord record = fold({received(), RunEnded{1, kNow}});
  PlanContext later = context(kNow + std::chrono::hours(30));
  later.lifetime = std::chrono::minutes(5);
  EXPECT_EQ(make_plan(record, context())->digest, make_plan(record, later)->digest);
}

TEST(Planner, EveryChangeOfWhatWouldRunChangesTheDigest) {
  const std::string base = make_plan(fold({received(), RunEnded{1, kNow}}), context())->digest;
  const std::vector<std::vector<LogRecord>> changed = {
      {received(4), RunEnded{1, kNow}},
      {received(), reported("dev-1", DeviceState::kSucceeded), RunEnded{1, kNow}},
      {received(), reported("dev-1", DeviceState::kCancelled), RunEnded{1, kNow}},
      {received(), reported("dev-1", DeviceState::kPending, 2), RunEnded{1, kNow}},
  };
  for (const auto& records : changed) EXPECT_NE(make_plan(fold(records), context())->digest, base);
}

TEST(Planner, NothingToDoIsSaidPlainly) {
  const auto plan = make_plan(fold({received(1), reported("dev-1", DeviceState::kSucceeded)}), context());
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().code, base::ErrorCode::kNotFound);
  EXPECT_EQ(plan.error().message, "every device of J-1 has succeeded; nothing to redistribute");
}

TEST(Planner, DamageMakesThePlanInferredAndSaysSo) {
  const auto plan = make_plan(fold({received(2), reported("dev-1", DeviceState::kSucceeded), RunEnded{1, kNow}},
                                   {"record 3: a device's outcome cannot be read"}),
                              context());
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->completeness, model::Completeness::kInferred);
  EXPECT_EQ(plan->devices[0].reason, "no outcome readable in the damaged job log");
  EXPECT_THAT(plan->parts.back().note, HasSubstr("1 place of the job log cannot be read"));
}

TEST(Planner, WithoutTheOrderThereIsNoPlanAndTheErrorSaysWhatIsMissing) {
  const auto plan =
      make_plan(fold({reported("dev-1", DeviceState::kFailed)}, {"record 1: the order cannot be read"}), context());
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().code, base::ErrorCode::kCorrupt);
  EXPECT_THAT(plan.error().message, HasSubstr("its order (packages, distribution list, parameters) is missing"));
  EXPECT_THAT(plan.error().message, HasSubstr("record 1: the order cannot be read"));
}

TEST(Planner, ARunInProgressAndAnotherServersNameAreShownAsDifference) {
  PlanContext renamed = context();
  renamed.server = "ids-2";
  EXPECT_THAT(make_plan(fold({received()}), renamed)->diff,
              ElementsAre("- server ids-1", "+ server ids-2", HasSubstr("run 1 is still in progress")));
}

TEST(Planner, OddDeviceNamesPassUnchanged) {
  OrderReceived odd = received();
  odd.order.devices = {"_x", "a:b@c~d+e", "Ü", "with space", "{package}"};
  const auto plan = make_plan(fold({odd}), context());
  ASSERT_TRUE(plan);
  for (std::size_t i = 0; i < odd.order.devices.size(); ++i) EXPECT_EQ(plan->devices[i].device, odd.order.devices[i]);
}

}  // namespace
}  // namespace redrive::agent
