// What agents report: outcomes, alerts and ends of runs, in batches that may repeat, skip and lie.
#include "tests/unit/job_flows/job_world.h"

namespace redrive::central::test {
namespace {

using model::DeviceState;
using testing::ElementsAre;
using testing::IsEmpty;

model::Alert alert(const std::string& id, const std::string& device = "dev-1-1") {
  return with_id(id, firing(device));
}
std::vector<std::string> ids(const std::vector<InboxRow>& rows) {
  std::vector<std::string> out;
  for (const auto& row : rows) out.push_back(row.alert.id);
  return out;
}
TakeSpool batch(std::uint64_t first, std::vector<wire::SpoolItem> items, const std::string& spool = "S-1") {
  return {"ids-1", {spool, first, std::move(items)}};
}

TEST(Spool, IsTakenInOrderAndAcknowledgedThroughItsLast) {
  JobWorld world;
  EXPECT_EQ(world.must(batch(1, {alert("a-1"), alert("a-2")})).through, 2U);
  EXPECT_EQ(world.must(batch(3, {alert("a-3")})).through, 3U);
  EXPECT_THAT(ids(world.inbox()), ElementsAre("a-1", "a-2", "a-3"));
  EXPECT_EQ(world.inbox()[0].sender, "ids-1");
}

TEST(Spool, WhatIsTakenAlreadyIsSkippedAlsoWithinABatch) {
  JobWorld world;
  world.must(batch(1, {alert("a-1"), alert("a-2")}));
  EXPECT_EQ(world.must(batch(1, {alert("a-1"), alert("a-2")})).through, 2U);
  // Other ids, so that it is the numbers that tell.
  EXPECT_EQ(world.must(batch(2, {alert("b-2"), alert("a-3")})).through, 3U);
  EXPECT_EQ(world.must(batch(1, {alert("b-1")})).through, 3U);
  EXPECT_THAT(ids(world.inbox()), ElementsAre("a-1", "a-2", "a-3"));
}

TEST(Spool, AGapIsTakenForAStoreThatForgot) {
  JobWorld world;
  EXPECT_EQ(world.must(batch(5001, {alert("a-1")})).through, 5001U);
  EXPECT_EQ(world.must(batch(5002, {alert("a-2")})).through, 5002U);
  EXPECT_EQ(world.inbox().size(), 2U);
}

TEST(Spool, AnotherSpoolCountsAnew) {
  JobWorld world;
  world.must(batch(9, {alert("a-1")}, "S-1"));
  EXPECT_EQ(world.must(batch(1, {alert("a-2")}, "S-2")).through, 1U);
  EXPECT_EQ(world.must(TakeSpool{"ids-2", {"S-1", 1, {alert("a-3", "dev-2-1")}}}).through, 1U);
  EXPECT_EQ(world.inbox().size(), 3U);
}

TEST(Spool, AnEmptyBatchIsAnsweredWithWhatIsKnown) {
  JobWorld world;
  world.must(batch(1, {alert("a-1")}));
  EXPECT_EQ(world.must(batch(7, {})).through, 1U);
}

TEST(Spool, NumbersThatCannotBeAreRefusedAndStoreNothing) {
  JobWorld world;
  constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
  for (const std::uint64_t first : {std::uint64_t{0}, kMost, kMost - 1, kMost / 2, kMost / 2 + 1}) {
    const auto taken = world.ask(batch(first, {alert("a-1"), alert("a-2")}));
    ASSERT_FALSE(taken) << first;
    EXPECT_EQ(taken.error().code, base::ErrorCode::kInvalid);
  }
  EXPECT_THAT(world.inbox(), IsEmpty());
  EXPECT_EQ(world.must(batch(1, {alert("a-1")})).through, 1U);
}

TEST(Spool, ALostCommitLeavesNothingAndTheRepeatIsWhole) {
  JobWorld world;
  auto request = batch(1, {alert("a-1")});
  world.lose([&] { return handle(world.flow(), request).has_value(); });
  EXPECT_THAT(world.inbox(), IsEmpty());
  EXPECT_EQ(world.must(batch(1, {alert("a-1")})).through, 1U);
  EXPECT_THAT(ids(world.inbox()), ElementsAre("a-1"));
}

TEST(Spool, AnAgentSpeaksForItsOwnServer) {
  JobWorld world;
  auto lie = alert("a-1", "dev-2-1");
  lie.server = "ids-2";
  world.report("ids-1", {lie});
  EXPECT_EQ(world.inbox()[0].alert.server, "ids-1");
}

TEST(Spool, AnAlertThatCannotBeReadIsOneOfTheServerAndCostsNothingBesideIt) {
  JobWorld world;
  auto bad = alert("a-2");
  bad.device = std::string(4000, 'x');
  world.report("ids-1", {alert("a-1"), bad, alert("a-3")});
  const auto rows = world.inbox();
  EXPECT_THAT(ids(rows), ElementsAre("a-1", "a-2", "a-3"));
  EXPECT_EQ(rows[1].alert.device, "");
  EXPECT_EQ(rows[1].alert.failure_type, "unknown");
}

TEST(Outcomes, AreKeptNewestAndCleaned) {
  JobWorld world;
  const auto job = world.taken();
  auto failed = world.outcome(job, "dev-1-1", DeviceState::kFailed);
  failed.outcome.message = "no\x01 space\xff";
  world.report("ids-1", {failed, world.outcome(job, "dev-1-2", DeviceState::kSucceeded)});
  world.clock().advance(1s);
  const auto newer = world.outcome(job, "dev-1-1", DeviceState::kSucceeded, 2);
  world.report("ids-1", {newer, failed});  // the older one comes late
  const auto kept = outcomes(world.db(), job, "ids-1").value();
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0], newer.outcome);
  world.report("ids-1", {world.outcome(job, "dev-1-3", DeviceState::kFailed)});
  EXPECT_EQ(outcomes(world.db(), job, "ids-1").value().back().message, "no space left");
}

TEST(Outcomes, OfNamesThatCannotBeAreCountedAndDropped) {
  JobWorld world;
  const auto job = world.taken();
  const auto rejected = world.metrics().frames_rejected.load();
  EXPECT_EQ(world.report("ids-1", {world.outcome("../etc", "dev-1-1", DeviceState::kSucceeded),
                                   world.outcome(job, "dev\n1", DeviceState::kSucceeded),
                                   world.outcome(job, "dev-1-1", DeviceState::kSucceeded)}),
            3U);
  EXPECT_EQ(world.metrics().frames_rejected.load(), rejected + 2);
  EXPECT_EQ(outcomes(world.db(), job, "ids-1").value().size(), 1U);
}

TEST(Evidence, IsWrittenOnlyForDevicesThatMayHaveFailed) {
  JobWorld world;
  const auto job = world.taken();
  world.decide();
  world.report("ids-1", {world.outcome(job, "dev-1-1", DeviceState::kSucceeded)});
  EXPECT_THAT(world.inbox(), IsEmpty()) << "a healthy distribution costs no rows";

  auto fails = alert("a-1", "dev-1-2");
  fails.job = job;
  world.report("ids-1", {fails, world.outcome(job, "dev-1-2", DeviceState::kFailed)});
  world.decide();
  world.clock().advance(1s);
  world.report("ids-1", {world.outcome(job, "dev-1-2", DeviceState::kSucceeded, 2)});
  const auto rows = world.inbox();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].alert.status, model::AlertStatus::kResolved);
  EXPECT_EQ(rows[0].alert.device, "dev-1-2");
  world.decide();
  EXPECT_THAT(world.failures(), IsEmpty());
}

TEST(Evidence, StandsBehindTheAlertItProvesWrongInTheSameBatch) {
  JobWorld world;
  const auto job = world.taken();
  world.decide();
  auto fails = alert("a-1");
  fails.job = job;
  fails.occurred_at = world.clock().utc() - 1s;
  world.report("ids-1", {fails, world.outcome(job, "dev-1-1", DeviceState::kFailed),
                         world.outcome(job, "dev-1-2", DeviceState::kSucceeded),
                         world.outcome(job, "dev-1-1", DeviceState::kSucceeded, 2)});
  EXPECT_EQ(world.inbox().size(), 2U);
  world.decide();
  EXPECT_THAT(world.failures(), IsEmpty());
}

TEST(Evidence, OfARepeatedReportIsNotWrittenAgain) {
  JobWorld world;
  const auto job = world.taken();
  const auto success = world.outcome(job, "dev-1-1", DeviceState::kSucceeded);
  world.report("ids-1", {success});
  EXPECT_EQ(world.inbox().size(), 1U);  // an undecided alert may stand before it
  world.report("ids-1", {success});     // spooled twice by an agent that ended in between
  EXPECT_EQ(world.inbox().size(), 1U);
}

TEST(RunFinished, CountsHowTheDevicesOfTheOrderStand) {
  JobWorld world;
  const auto job = world.taken();
  world.report("ids-1", {world.outcome(job, "dev-1-1", DeviceState::kSucceeded),
                         world.outcome(job, "dev-1-2", DeviceState::kFailed),
                         world.outcome(job, "dev-1-9", DeviceState::kSucceeded),  // none of the order's
                         wire::RunFinished{job, 1, "", 77, 88, 0}});
  EXPECT_EQ(world.share(job).state, "finished");
  EXPECT_EQ(world.share(job).succeeded, 1U);
  EXPECT_EQ(world.share(job).failed, 1U);
}

TEST(RunFinished, BeforeTheAcknowledgementEndsTheShareAllTheSame) {
  JobWorld world;
  const auto job = world.start();
  world.report("ids-1",
               {world.outcome(job, "dev-1-1", DeviceState::kSucceeded), wire::RunFinished{job, 1, "", 1, 0, 0}});
  EXPECT_EQ(world.share(job).state, "finished");
  world.ack("ids-1", "distribute/" + job);
  EXPECT_EQ(world.share(job).state, "finished");
}

TEST(RunFinished, LaterRunsRaiseTheCountsOfTheShare) {
  JobWorld world;
  const auto job = world.taken();
  world.report("ids-1",
               {world.outcome(job, "dev-1-1", DeviceState::kFailed),
                world.outcome(job, "dev-1-2", DeviceState::kSucceeded), wire::RunFinished{job, 1, "", 1, 1, 0}});
  world.clock().advance(1s);
  world.report("ids-1", {world.outcome(job, "dev-1-1", DeviceState::kSucceeded, 2),
                         wire::RunFinished{job, 2, base::digest_of("unknown plan"), 1, 0, 0}});
  EXPECT_EQ(world.share(job).succeeded, 2U);
  EXPECT_EQ(world.share(job).failed, 0U);
}

TEST(LostDatabase, ReportsOfJobsCentralHasForgottenAreTakenAndStillProve) {
  JobWorld world;
  world.report("ids-1", {with_id("a-1", firing("dev-1-1", "disk_full", "J-old"))});
  world.decide();
  EXPECT_EQ(world.report("ids-1", {world.outcome("J-old", "dev-1-1", DeviceState::kSucceeded, 2),
                                   wire::RunFinished{"J-old", 2, base::digest_of("plan"), 1, 0, 0},
                                   wire::RunFinished{"J-old", 1, "", 1, 0, 0}}),
            4U);
  world.decide();
  EXPECT_THAT(world.failures(), IsEmpty());
}

}  // namespace
}  // namespace redrive::central::test
