// What a plan is rebuilt from: verdicts part by part, the order taken from an approved plan, steps that are not
// repeated, devices left out, refusals.
#include <gmock/gmock.h>

#include "agent/core/admission.h"
#include "agent/core/causes.h"
#include "agent/core/plan_diff.h"
#include "agent/core/plan_parts.h"
#include "agent/core/planner.h"
#include "agent/core/recovery.h"
#include "tests/unit/agent/samples.h"

namespace redrive::agent {
namespace {

using model::Completeness;
using model::DeviceState;
using test::context;
using test::fold;
using test::kNow;
using test::received;
using test::reported;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

DeviceReported running(const std::string& device, std::uint32_t done, std::uint32_t run = 1, base::UtcTime at = kNow) {
  DeviceReported report = reported(device, DeviceState::kRunning, run);
  report.outcome.done = done;
  report.outcome.at = at;
  return report;
}

PlanContext wishing(std::vector<std::string> exclude, bool from_start = false) {
  PlanContext wished = context();
  wished.wishes = {std::move(exclude), from_start};
  return wished;
}

std::vector<std::string> names(const model::Plan& plan) {
  std::vector<std::string> devices;
  for (const auto& planned : plan.devices) devices.push_back(planned.device);
  return devices;
}

PlanApproved approved(const model::Plan& plan, const std::string& command = "C-run") {
  return {plan, "ann", kNow, command};
}

// ---- parts

TEST(PlanParts, OfAWholeLogAreVerbatim) {
  const auto parts = parts_of(fold({received(), RunEnded{1, kNow}}));
  ASSERT_EQ(parts.size(), 4U);
  EXPECT_EQ(parts[0].name + parts[1].name + parts[2].name + parts[3].name, "orderlistpackagesoutcomes");
  for (const auto& part : parts) EXPECT_EQ(part.completeness, Completeness::kVerbatim) << part.name;
  EXPECT_EQ(parts_in_words(parts), "");
}

TEST(PlanParts, DamageTouchesTheOutcomesOnlyAndTheWorstDecides) {
  const auto record = fold({received(2), reported("dev-1", DeviceState::kSucceeded)}, {"record 3: torn"});
  const auto plan = make_plan(record, context());
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->parts[0].completeness, Completeness::kVerbatim);
  EXPECT_EQ(plan->parts[3].completeness, Completeness::kInferred);
  EXPECT_THAT(plan->parts[3].note, HasSubstr("1 place of the job log cannot be read (record 3: torn)"));
  EXPECT_EQ(plan->completeness, Completeness::kInferred);
}

TEST(PlanParts, WithoutAnyReadableOutcomeTheyAreMissingAndEveryDeviceIsDoneAgain) {
  const auto plan = make_plan(fold({received(3)}, {"record 2: torn", "record 3: torn"}), context());
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->completeness, Completeness::kMissing);
  EXPECT_EQ(plan->devices.size(), 3U);
}

TEST(PlanParts, TwoOrdersAreSaidOfEachPartThatComesFromThem) {
  const auto parts = parts_of(fold({received(3), received(4)}));
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(parts[i].completeness, Completeness::kInferred) << parts[i].name;
}

TEST(PlanParts, ALostOrderIsTakenFromTheApprovedPlanAndTheOutcomes) {
  const auto first =
      make_plan(fold({received(3), reported("dev-1", DeviceState::kSucceeded), RunEnded{1, kNow}}), context());
  const auto record = fold({reported("dev-1", DeviceState::kSucceeded), RunEnded{1, kNow}, approved(*first),
                            reported("dev-2", DeviceState::kFailed, 2, "disk_full"),
                            reported("dev-3", DeviceState::kSucceeded, 2), RunEnded{2, kNow}},
                           {"record 1: the order cannot be read"});
  const auto plan = make_plan(record, context());
  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_EQ(record.order_from_run, 2U);
  EXPECT_THAT(names(*plan), ElementsAre("dev-2"));
  EXPECT_EQ(plan->parameters, first->parameters);
  EXPECT_EQ(plan->packages, first->packages);
  EXPECT_EQ(plan->commands, first->commands);
  for (const auto& part : plan->parts) EXPECT_EQ(part.completeness, Completeness::kInferred) << part.name;
  EXPECT_THAT(plan->parts[1].note, HasSubstr("taken from the plan approved for run 2"));
  // Another order under this job is refused: what was taken instead is no proof of what was ordered.
  const auto admission = admit(wire::Distribute{"C-2", test::sample_order()}, &record, "ids-1", kNow);
  EXPECT_EQ(admission.verdict, Verdict::kRefuse);
  EXPECT_THAT(admission.ack.why, HasSubstr("cannot be read"));
}

TEST(PlanParts, WithNothingToTakeItFromTheErrorNamesEachMissingPart) {
  const auto plan = make_plan(fold({reported("dev-1", DeviceState::kFailed)}, {"record 1: torn"}), context());
  ASSERT_FALSE(plan);
  for (const char* part : {"order missing: record 1: torn", "list missing", "packages missing", "outcomes inferred"}) {
    EXPECT_THAT(plan.error().message, HasSubstr(part));
  }
}

// ---- steps. The sample job: copy app.deb, copy data.tar, install app.deb, install data.tar, verify.

TEST(Steps, ADeviceGoesOnAtItsFirstUnprovenStep) {
  const auto plan =
      make_plan(fold({received(2), running("dev-1", 0), running("dev-1", 3),
                      reported("dev-1", DeviceState::kFailed, 1, "install_failed", "dpkg: 1"), RunEnded{1, kNow}}),
                context());
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->devices[0].done, 3U);
  EXPECT_EQ(plan->devices[0].reason, "failed: install_failed: dpkg: 1; goes on at step 4 of 5: install data.tar");
  EXPECT_EQ(plan->devices[1], (model::PlannedDevice{"dev-2", "never started"}));
  EXPECT_EQ(plan->bytes, 4U + 7U);  // dev-1 needs data.tar alone
}

TEST(Steps, FromTheStartRepeatsAllAndIsAnotherPlan) {
  const auto record =
      fold({received(1), running("dev-1", 3), reported("dev-1", DeviceState::kFailed), RunEnded{1, kNow}});
  const auto again = make_plan(record, wishing({}, true));
  EXPECT_EQ(again->devices[0].done, 0U);
  EXPECT_NE(again->digest, make_plan(record, context())->digest);
}

TEST(Steps, WhatIsProvenOutlivesAnEndThatDoesNotKnowOfIt) {
  const auto record = fold({received(1), running("dev-1", 3), reported("dev-1", DeviceState::kFailed),
                            RunEnded{1, kNow}, reported("dev-1", DeviceState::kCancelled, 2)});
  EXPECT_EQ(record.outcomes[0].done, 3U);
}

TEST(Steps, AStartTakesBackWhatItDoesNotCount) {
  const auto record = fold({received(1), running("dev-1", 4), running("dev-1", 2),
                            reported("dev-1", DeviceState::kFailed, 1, "verify_failed"), RunEnded{1, kNow},
                            running("dev-1", 0, 2), reported("dev-1", DeviceState::kFailed, 2, "timeout")});
  EXPECT_EQ(record.outcomes[0].done, 0U);
}

TEST(Steps, InADamagedLogNothingCountsAsProven) {
  const auto plan = make_plan(
      fold({received(1), running("dev-1", 3), reported("dev-1", DeviceState::kFailed)}, {"record 2: torn"}), context());
  EXPECT_EQ(plan->devices[0].done, 0U);
}

TEST(Steps, TheRunDoesWhatTheApprovedPlanSays) {
  auto record = fold({received(2), running("dev-1", 3), reported("dev-1", DeviceState::kFailed), RunEnded{1, kNow}});
  const auto plan = make_plan(record, context());
  record = fold(
      {received(2), running("dev-1", 3), reported("dev-1", DeviceState::kFailed), RunEnded{1, kNow}, approved(*plan)});
  const auto left = resume(record);
  ASSERT_TRUE(left);
  EXPECT_THAT(steps_done(record, *left), ElementsAre(3U, 0U));
}

// ---- time

TEST(DeviceTimes, IsMeasuredOnDevicesThatSucceededAndIgnoresAClockThatWasSet) {
  auto ended = [](const std::string& device, base::Micros later) {
    DeviceReported end = reported(device, DeviceState::kSucceeded);
    end.outcome.at = kNow + later;
    return end;
  };
  const auto record =
      fold({received(5), running("dev-1", 0), running("dev-1", 2, 1, kNow + std::chrono::seconds(5)),
            ended("dev-1", std::chrono::seconds(10)), running("dev-2", 0), ended("dev-2", std::chrono::hours(24)),
            running("dev-3", 0), ended("dev-3", -std::chrono::hours(24)), RunEnded{1, kNow}});
  EXPECT_EQ(record.pace.devices, 1U);
  EXPECT_EQ(record.pace.total, std::chrono::seconds(10));
  const auto plan = make_plan(record, context());
  EXPECT_EQ(plan->estimate, std::chrono::seconds(10));  // two devices, eight at a time
  auto slow = record;
  slow.order->parameters.parallel = 1;
  EXPECT_EQ(make_plan(slow, context())->estimate, std::chrono::seconds(20));
}

// ---- the clock a day off

TEST(Admission, JudgesTheExpiryByTheClockThatMadeThePlan) {
  const auto ahead = kNow + std::chrono::hours(24);
  const auto record = fold({received(), RunEnded{1, kNow}});
  const auto plan = make_plan(record, context(ahead));
  wire::RunPlan command{"C-1", "J-1", plan->digest, "ann", kNow, plan->expires_at};
  EXPECT_EQ(admit(command, &record, context(ahead)).verdict, Verdict::kAccept);
  EXPECT_EQ(admit(command, &record, context(ahead + std::chrono::hours(24))).verdict, Verdict::kRefuse);
}

// ---- left out

TEST(Exclusion, LeavesDevicesOutOfThePlanAndOfItsDigest) {
  const auto record = fold({received(4), RunEnded{1, kNow}});
  const auto plan = make_plan(record, wishing({"dev-2", "no-*"}));
  EXPECT_THAT(names(*plan), ElementsAre("dev-1", "dev-3", "dev-4"));
  EXPECT_NE(plan->digest, make_plan(record, context())->digest);
  EXPECT_THAT(plan->diff, Contains("- device dev-2: left out of this plan"));
}

TEST(Exclusion, TheApprovedPlanIsMadeAgainWithItsWishes) {
  const auto record = fold({received(3), RunEnded{1, kNow}});
  const auto plan = make_plan(record, wishing({"dev-1"}));
  wire::RunPlan command{"C-1", "J-1", plan->digest, "ann", kNow, plan->expires_at, plan->wishes};
  const auto admission = admit(command, &record, context());
  ASSERT_EQ(admission.verdict, Verdict::kAccept) << admission.ack.why;
  EXPECT_THAT(names(std::get<PlanApproved>(*admission.journal).plan), ElementsAre("dev-2", "dev-3"));
}

// An agent that does not know of wishes reads the command as if it had none.
TEST(Exclusion, AnAgentThatDoesNotKnowOfItRunsNothingInsteadOfMore) {
  const auto record = fold({received(3), RunEnded{1, kNow}});
  const auto plan = make_plan(record, wishing({"dev-1"}));
  const auto admission = admit({"C-1", "J-1", plan->digest, "ann", kNow, plan->expires_at}, &record, context());
  EXPECT_EQ(admission.verdict, Verdict::kRefuse);
  EXPECT_THAT(admission.ack.why, HasSubstr("changed since it was approved"));
}

TEST(Exclusion, OrTheOtherWayRoundNoOtherDevicesAreWished) {
  const auto record = fold({received(4), reported("dev-2", DeviceState::kSucceeded), RunEnded{1, kNow}});
  PlanContext wished = context();
  wished.wishes.only = {"dev-2", "dev-3", "no-*"};
  const auto plan = make_plan(record, wished);
  EXPECT_THAT(names(*plan), ElementsAre("dev-3"));
  EXPECT_THAT(plan->diff, Contains("- device dev-4: left out of this plan"));
  EXPECT_THAT(plan->diff, Contains("- device dev-2: succeeded"));
  wished.wishes.only = {"dev-2"};
  EXPECT_THAT(make_plan(record, wished).error().message, HasSubstr("asked for (dev-2) is left to do"));
  wished.wishes = {{"dev-1"}, false, "", {"dev-1", "dev-4"}};
  EXPECT_THAT(names(*make_plan(record, wished)), ElementsAre("dev-4"));
}

TEST(Exclusion, OfEverythingSaysSo) {
  const auto plan = make_plan(fold({received(2), RunEnded{1, kNow}}), wishing({"dev-*"}));
  ASSERT_FALSE(plan);
  EXPECT_THAT(plan.error().message, HasSubstr("is left out (dev-*)"));
}

TEST(Exclusion, TakesNamesAndPatternsOnlyAndNotTooMany) {
  EXPECT_EQ(*model::checked_patterns({"b", "a*", "b"}), (std::vector<std::string>{"a*", "b"}));
  for (const char* bad : {"", "../x", "a b", "-x", "{a,b}"}) EXPECT_FALSE(model::checked_patterns({bad})) << bad;
  EXPECT_FALSE(model::checked_patterns(test::device_names(model::kMaxPatterns + 1)));
}

TEST(PlanDiff, NamesAFewDevicesAndCountsTheOthers) {
  std::vector<LogRecord> records{received(100'000)};
  for (std::size_t i = 2; i <= 100'000; ++i)
    records.emplace_back(reported(fmt::format("dev-{}", i), DeviceState::kSucceeded));
  records.emplace_back(RunEnded{1, kNow});
  const auto plan = make_plan(fold(records), context());
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->diff.size(), 1 + kNamed + 1);
  EXPECT_EQ(plan->diff.front(), "  devices: 1 of 100000");
  EXPECT_EQ(plan->diff.back(), fmt::format("- {} further devices: succeeded", 99'999 - kNamed));
}

TEST(PlanDiff, NamesCommandsThatAreProvenEverywhere) {
  const auto plan = make_plan(
      fold({received(1), running("dev-1", 3), reported("dev-1", DeviceState::kFailed), RunEnded{1, kNow}}), context());
  EXPECT_THAT(plan->diff, Contains("- command install app.deb: proven on every device"));
  EXPECT_THAT(plan->diff, Not(Contains(HasSubstr("install data.tar"))));
}

// ---- refused

TEST(Refusal, ARefusedPlanCanNotBeApprovedAndTheNextOneIsAnother) {
  auto records = std::vector<LogRecord>{received(), RunEnded{1, kNow}};
  const auto record = fold(records);
  const auto plan = make_plan(record, context());
  const auto refusal = admit_refusal({*plan, "ann", "the disk is still full"}, &record, context());
  ASSERT_EQ(refusal.verdict, Verdict::kAccept);
  records.push_back(*refusal.journal);
  const auto after = fold(records);
  const auto run = admit({"C-9", "J-1", plan->digest, "bob", kNow, plan->expires_at}, &after, context());
  EXPECT_EQ(run.verdict, Verdict::kRefuse);
  EXPECT_EQ(run.ack.why, "this plan was refused: ann refused it: the disk is still full");
  const auto next = make_plan(after, context());
  EXPECT_NE(next->digest, plan->digest);
  EXPECT_EQ(admit({"C-10", "J-1", next->digest, "bob", kNow, next->expires_at}, &after, context()).verdict,
            Verdict::kAccept);
}

TEST(Refusal, OfAPlanThatChangedIsNotTaken) {
  const auto record = fold({received(), RunEnded{1, kNow}});
  auto plan = *make_plan(record, context());
  plan.digest = "blake2b:00";
  const auto refusal = admit_refusal({plan, "ann", "no"}, &record, context());
  EXPECT_EQ(refusal.verdict, Verdict::kRefuse);
  EXPECT_FALSE(refusal.journal);
}

// ---- causes

TEST(Causes, AreHeldAgainstTheLookAtEachDevice) {
  const auto record = fold({received(5), reported("dev-1", DeviceState::kFailed, 1, "disk_full"),
                            reported("dev-2", DeviceState::kFailed, 1, "disk_full"),
                            reported("dev-3", DeviceState::kFailed, 1, "install_failed"), RunEnded{1, kNow}});
  const auto plan = make_plan(record, context());
  const auto checks = causes(record, *plan, {{"device dev-1", true, ""}, {"device dev-2", false, "full"}});
  ASSERT_EQ(checks.size(), 2U);
  EXPECT_EQ(checks[0].what, "cause disk_full");
  EXPECT_FALSE(checks[0].good);
  EXPECT_EQ(checks[0].detail, "2 devices failed with it; 1 look mended; 1 not: dev-2");
  EXPECT_THAT(checks[1].detail, HasSubstr("shows only when it runs"));
  EXPECT_TRUE(checks[1].good);
}

TEST(Causes, TheFirstDevicesLookedAtStandForAllCauses) {
  std::vector<LogRecord> records{received(6)};
  for (int i = 1; i <= 5; ++i)
    records.emplace_back(reported(fmt::format("dev-{}", i), DeviceState::kFailed, 1, "disk_full"));
  records.emplace_back(reported("dev-6", DeviceState::kFailed, 1, "timeout"));
  records.emplace_back(RunEnded{1, kNow});
  const auto record = fold(records);
  EXPECT_THAT(by_cause_in_turn(record, *make_plan(record, context())),
              ElementsAre("dev-1", "dev-6", "dev-2", "dev-3", "dev-4", "dev-5"));
}

TEST(Causes, OfAPlanInAnotherOrderAreTheSame) {  // a tool of central's may make one
  std::vector<LogRecord> records{received(4)};
  for (const char* device : {"dev-1", "dev-2", "dev-4"})
    records.emplace_back(reported(device, DeviceState::kFailed, 1, "disk_full"));
  records.emplace_back(reported("dev-3", DeviceState::kFailed, 1, "timeout"));
  records.emplace_back(RunEnded{1, kNow});
  const auto record = fold(records);
  auto plan = *make_plan(record, context());
  const auto checks = causes(record, plan, {});
  std::swap(plan.devices[0], plan.devices[3]);
  std::swap(plan.devices[1], plan.devices[2]);
  EXPECT_EQ(causes(record, plan, {}), checks);
  EXPECT_THAT(by_cause_in_turn(record, plan), ElementsAre("dev-4", "dev-3", "dev-2", "dev-1"));
}

}  // namespace
}  // namespace redrive::agent
