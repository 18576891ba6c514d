// Work whose reports stay out: every device ends, is alerted once, and what the agent tells later counts all the same.
#include "central/flow/no_report.h"

#include "tests/unit/job_flows/job_world.h"

namespace redrive::central::test {
namespace {

using model::DeviceState;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr base::Micros kWithin = 1h;  // the default
const Actor kAnn{"ann", "192.0.2.1"};

class NoReportTest : public testing::Test {
 protected:
  explicit NoReportTest(config::CentralOptions options = company()) : world(std::move(options)) { roll(0s); }

  // A roll call at which ids-1 was not heard for so long.
  void roll(base::Micros silence, bool fetched = false, bool anew = false) {
    Sighting seen{"ids-1", "key", silence, silence == 0s, fetched, world.clock().utc()};
    world.must(RollCall{{{seen}, anew}});
  }
  // Time passes, and the agent is silent all the while.
  void silent(base::Micros span) {
    for (base::Micros passed{}; passed < span; passed += 10min) {
      world.clock().advance(10min);
      roll(passed + 10min);
    }
  }
  void alive(base::Micros span, bool fetching = false) {
    for (base::Micros passed{}; passed < span; passed += 10min) {
      world.clock().advance(10min);
      roll(0s, fetching);
    }
  }
  // "dev-1-1 failed no_report"
  std::vector<std::string> ends(const std::string& job) {
    std::vector<std::string> out;
    const auto all = outcomes(world.db(), job, "ids-1").value();
    for (const auto& o : all)
      out.push_back(fmt::format("{} {} {}", o.device, model::to_string(o.state), o.failure_type));
    return out;
  }
  // "dev-1-1 no_report", decided
  std::vector<std::string> failures() {
    world.decide();
    std::vector<std::string> out;
    for (const auto& f : world.failures())
      if (!f.device.empty()) out.push_back(f.device + " " + f.failure_type);
    return out;
  }
  static testing::Matcher<std::vector<std::string>> both(const std::string& end) {
    return ElementsAre("dev-1-1 " + end, "dev-1-2 " + end);
  }
  std::string given_up() {
    const auto job = world.taken();
    roll(0s);
    silent(kWithin);
    EXPECT_EQ(world.share(job).state, "no_report");
    return job;
  }

  JobWorld world;
};

TEST_F(NoReportTest, AnAgentThatFallsSilentOverAJobLeavesNoDeviceWithoutAnEnd) {
  const auto job = world.taken();
  roll(0s);
  silent(kWithin - 10min);
  EXPECT_EQ(world.share(job).state, "accepted");
  EXPECT_THAT(ends(job), IsEmpty());
  world.clock().advance(10min);
  roll(kWithin);
  EXPECT_THAT(ends(job), both("failed no_report"));
  EXPECT_EQ(world.share(job).state, "no_report");
  EXPECT_EQ(world.share(job).failed, 2U);
  EXPECT_THAT(world.share(job).why, HasSubstr("nothing was heard from its agent"));
  EXPECT_THAT(failures(), both("no_report"));
  EXPECT_THAT(world.failures().back().message, HasSubstr("no report: nothing was heard"));
  silent(3 * kWithin);
  for (const auto& failure : world.failures()) {
    if (failure.device.empty()) continue;  // its server is looked at again while it is silent
    EXPECT_EQ(failure.count, 1U) << "one alert per device";
  }
}

TEST_F(NoReportTest, AnOrderThatWasNeverTakenEndsTheSame) {
  const auto job = world.start();
  silent(kWithin + 10min);
  EXPECT_EQ(world.share(job).state, "no_report");
  EXPECT_THAT(outcomes(world.db(), job, "ids-1").value()[0].message, HasSubstr("it never took the order"));
  EXPECT_THAT(world.waiting_ids(), ElementsAre("distribute/" + job)) << "the agent may still come for it";
  world.ack("ids-1", "distribute/" + job);
  EXPECT_EQ(world.share(job).state, "accepted");
  world.report("ids-1",
               {world.outcome(job, "dev-1-1", DeviceState::kSucceeded),
                world.outcome(job, "dev-1-2", DeviceState::kSucceeded), wire::RunFinished{job, 1, "", 2, 0, 0}});
  EXPECT_EQ(world.share(job).state, "finished");
  EXPECT_EQ(world.share(job).succeeded, 2U);
  EXPECT_THAT(failures(), IsEmpty());
}

TEST_F(NoReportTest, AServerWithoutAnAgentIsSilentFromTheJobsBeginning) {
  const auto job = world.start({{"ids-2", {"dev-2-1"}}});
  roll(0s);
  world.clock().advance(kWithin - 1us);
  roll(0s);
  EXPECT_EQ(world.share(job, "ids-2").state, "queued");
  world.clock().advance(1us);
  roll(0s);
  EXPECT_EQ(world.share(job, "ids-2").state, "no_report");
}

TEST_F(NoReportTest, AnAgentAtWorkHasAsLongAsItsDevicesMayTake) {
  auto request = JobWorld::job();
  request.parameters.timeout = 2h, request.parameters.retries = 1, request.parameters.parallel = 1;
  const auto job = world.must(request).job;
  world.ack("ids-1", "distribute/" + job);
  alive(8h);  // two devices, one after the other, two attempts each
  world.report("ids-1", {world.outcome(job, "dev-1-1", DeviceState::kSucceeded)});
  alive(8h + kWithin - 10min);
  EXPECT_EQ(world.share(job).state, "accepted");
  alive(10min);
  EXPECT_THAT(ends(job), ElementsAre("dev-1-1 succeeded ", "dev-1-2 failed no_report"));
  EXPECT_EQ(world.share(job).state, "no_report");
  EXPECT_EQ(world.share(job).succeeded, 1U);
  EXPECT_THAT(world.share(job).why, HasSubstr("its agent is there"));
}

TEST_F(NoReportTest, AnAgentThatFetchesPackagesIsAtWork) {
  const auto job = world.taken();
  alive(24h, true);
  EXPECT_EQ(world.share(job).state, "accepted");
}

TEST_F(NoReportTest, NeitherAJumpOfTheWallClockNorAStandstillEndsAJob) {
  const auto job = world.taken();
  roll(0s);
  silent(kWithin - 10min);
  world.clock().jump_wall(world.clock().utc() + 24h);
  roll(kWithin - 10min);
  world.clock().jump_wall(world.clock().utc() - 48h);
  roll(kWithin - 10min);
  EXPECT_EQ(world.share(job).state, "accepted");
  world.clock().advance(24h);
  roll(0s, false, true);
  silent(kWithin - 10min);
  EXPECT_EQ(world.share(job).state, "accepted");
}

TEST_F(NoReportTest, ARestartOfCentralBeginsTheWaitAnew) {
  const auto job = world.taken();
  roll(0s);
  silent(kWithin - 10min);
  world.restart();
  silent(kWithin - 10min);
  EXPECT_EQ(world.share(job).state, "accepted");
  silent(kWithin);
  EXPECT_EQ(world.share(job).state, "no_report");
}

TEST_F(NoReportTest, ALostCommitGivesUpNothing) {
  const auto job = world.taken();
  roll(0s);
  world.clock().advance(kWithin);
  RollCall call{{{{"ids-1", "key", kWithin, false, false, {}}}, false}};
  world.lose([&] { return handle(world.flow(), call).has_value(); });
  EXPECT_THAT(ends(job), IsEmpty());
  roll(kWithin);
  EXPECT_THAT(failures(), both("no_report"));
}

TEST_F(NoReportTest, ADamagedOrderKeepsNobodyElseFromTheirEnd) {
  const auto damaged = world.taken(), job = world.taken();
  ASSERT_TRUE(world.db().execute("UPDATE job_servers SET order_bytes = 'rubbish' WHERE job = $1", {damaged}));
  roll(0s);
  world.clock().advance(kWithin);
  roll(kWithin);
  EXPECT_EQ(world.share(job).state, "no_report");
  EXPECT_THAT(failures(), both("no_report"));
  EXPECT_THAT(world.failures(), testing::Contains(testing::Field(&model::Failure::failure_type, "server_unreachable")));
  roll(kWithin);
}

// ---- told after all

TEST_F(NoReportTest, TheTrueSuccessReplacesItAndClears) {
  const auto job = given_up();
  EXPECT_THAT(failures(), SizeIs(2));
  auto earlier = world.outcome(job, "dev-1-1", DeviceState::kSucceeded);
  earlier.outcome.at -= 24h;  // done long before central gave it up, or by a clock that is slow
  world.report("ids-1", {earlier});
  EXPECT_THAT(ends(job), ElementsAre("dev-1-1 succeeded ", "dev-1-2 failed no_report"));
  EXPECT_THAT(failures(), ElementsAre("dev-1-2 no_report"));
  world.report("ids-1",
               {world.outcome(job, "dev-1-2", DeviceState::kSucceeded), wire::RunFinished{job, 1, "", 2, 0, 0}});
  EXPECT_THAT(failures(), IsEmpty());
  EXPECT_EQ(world.share(job).state, "finished");
  EXPECT_EQ(world.share(job).succeeded, 2U);
  EXPECT_EQ(world.share(job).failed, 0U);
}

TEST_F(NoReportTest, TheTrueFailureTakesItsPlace) {
  const auto job = given_up(), other = world.taken();
  silent(2 * kWithin);
  EXPECT_THAT(failures(), SizeIs(4));
  auto failed = with_id("a-1", firing("dev-1-1", "disk_full", job));
  world.report("ids-1", {failed, world.outcome(job, "dev-1-1", DeviceState::kFailed)});
  EXPECT_THAT(failures(), testing::UnorderedElementsAre("dev-1-1 disk_full", "dev-1-1 no_report", "dev-1-2 no_report",
                                                        "dev-1-2 no_report"))
      << "of the other job there is still no report";
  EXPECT_EQ(world.share(other).state, "no_report");
}

TEST_F(NoReportTest, ACancelAtTheAgentIsAnEndTooAndNoFailure) {
  const auto job = given_up();
  world.report("ids-1", {world.outcome(job, "dev-1-1", DeviceState::kCancelled)});
  EXPECT_THAT(failures(), ElementsAre("dev-1-2 no_report"));
}

TEST_F(NoReportTest, AnAgentThatDoesNotKnowEitherLeavesTheRecordOpen) {
  const auto job = given_up();
  auto unknown = world.outcome(job, "dev-1-1", DeviceState::kFailed);
  unknown.outcome.failure_type = "no_report";
  world.report("ids-1", {with_id("a-1", firing("dev-1-1", "no_report", job)), unknown});
  EXPECT_THAT(failures(), both("no_report"));
  EXPECT_EQ(outcomes(world.db(), job, "ids-1").value()[0], unknown.outcome);
}

// ---- none where nothing is owed

TEST_F(NoReportTest, WhatHasBeenReportedStaysAndOnlyTheEndOfTheRunIsMissing) {
  const auto job = world.taken();
  world.report("ids-1", {world.outcome(job, "dev-1-1", DeviceState::kSucceeded),
                         world.outcome(job, "dev-1-2", DeviceState::kSucceeded)});
  silent(2 * kWithin);
  EXPECT_THAT(ends(job), both("succeeded "));
  EXPECT_EQ(world.share(job).state, "finished");
  EXPECT_THAT(failures(), IsEmpty());
}

TEST_F(NoReportTest, AFinishedJobMakesNone) {
  const auto job = world.taken();
  world.report("ids-1", {wire::RunFinished{job, 1, "", 0, 0, 0}});
  silent(3 * kWithin);
  EXPECT_EQ(world.share(job).state, "finished");
  EXPECT_THAT(failures(), IsEmpty());
}

TEST_F(NoReportTest, ACancelledJobEndsAsCancelledAndMakesNone) {
  const auto job = world.taken();
  world.must(StopJob{kAnn, job});
  silent(2 * kWithin);
  EXPECT_EQ(world.share(job).state, "cancelled");
  EXPECT_THAT(world.share(job).why, HasSubstr("being cancelled by ann; nothing was heard"));
  EXPECT_THAT(ends(job), both("cancelled "));
  EXPECT_THAT(failures(), IsEmpty());
  EXPECT_THAT(world.waiting_ids(), ElementsAre("cancel/" + job));
}

TEST_F(NoReportTest, AJobWithoutReportCanBeCancelledStill) {
  const auto never_taken = world.start();
  silent(kWithin + 10min);
  ASSERT_EQ(world.share(never_taken).state, "no_report");
  world.must(StopJob{kAnn, never_taken});
  EXPECT_EQ(world.share(never_taken).state, "cancelled");
  EXPECT_THAT(world.waiting_ids(), ElementsAre("cancel/" + never_taken)) << "the order is withdrawn";
  world.ack("ids-1", "cancel/" + never_taken, false, "not known");

  const auto job = given_up();
  world.must(StopJob{kAnn, job});
  EXPECT_EQ(world.share(job).state, "no_report") << "what its agent did is not known";
  world.ack("ids-1", "cancel/" + job, false, "not known");
  EXPECT_EQ(world.share(job).state, "cancelled");
}

// ---- redistributions

TEST_F(NoReportTest, ARedistributionWithoutReportEndsAsSuchAndItsRecordsStayOpen) {
  const auto job = world.taken();
  world.report("ids-1", {with_id("a-1", firing("dev-1-1", "disk_full", job)),
                         world.outcome(job, "dev-1-1", DeviceState::kFailed), wire::RunFinished{job, 1, "", 0, 1, 0}});
  const auto plan = plan_of(job);
  const auto id = world.must(RecordPlan{kAnn, plan, ""}).id;
  world.must(DecidePlan{kAnn, id, true, plan.digest, ""});
  world.ack("ids-1", "run/" + id);
  roll(0s);
  silent(kWithin);
  EXPECT_EQ(world.redistribution(id).state, "no_report");
  EXPECT_THAT(world.redistribution(id).why, HasSubstr("no report: nothing was heard"));
  EXPECT_THAT(failures(), ElementsAre("dev-1-1 disk_full"));
  world.report("ids-1", {world.outcome(job, "dev-1-1", DeviceState::kSucceeded, 2),
                         wire::RunFinished{job, 2, plan.digest, 1, 0, 0}});
  EXPECT_EQ(world.redistribution(id).state, "finished");
  EXPECT_EQ(world.redistribution(id).why, "");
  EXPECT_THAT(failures(), IsEmpty());
}

TEST_F(NoReportTest, APlanThatIsTakenAfterAllRuns) {
  const auto job = world.taken();
  world.report("ids-1", {wire::RunFinished{job, 1, "", 0, 2, 0}});
  const auto plan = plan_of(job);
  const auto id = world.must(RecordPlan{kAnn, plan, ""}).id;
  world.must(DecidePlan{kAnn, id, true, plan.digest, ""});
  silent(kWithin + 10min);
  EXPECT_EQ(world.redistribution(id).state, "no_report");
  EXPECT_THAT(world.redistribution(id).why, HasSubstr("it never took the plan"));
  world.ack("ids-1", "run/" + id);
  EXPECT_EQ(world.redistribution(id).state, "running");
}

// ---- many

config::CentralOptions with_many_devices() {
  auto options = company();
  for (int i = 0; i < 10'001; ++i) {
    const auto name = fmt::format("many-{:05}", i);
    options.inventory.devices[name] = {name, model::DeviceRole::kRecipient, "ids-1", "PUN024", "", "", 0};
  }
  return options;
}

class ManyDevices : public NoReportTest {
 protected:
  ManyDevices() : NoReportTest(with_many_devices()) {}
};

TEST_F(ManyDevices, EndInBatchesAndEachOnce) {
  const auto job = world.start({{"ids-1", {"many-*"}}});
  roll(0s);
  world.clock().advance(kWithin);
  roll(kWithin);
  EXPECT_EQ(world.share(job).state, "queued") << "the rest with the next roll call";
  EXPECT_THAT(ends(job), SizeIs(10'000));
  roll(kWithin);
  EXPECT_EQ(world.share(job).state, "no_report");
  EXPECT_EQ(world.share(job).failed, 10'001U);
  EXPECT_EQ(count_alerts(world.db()).value().stored, 10'002U) << "that of the server itself among them";
}

}  // namespace
}  // namespace redrive::central::test
