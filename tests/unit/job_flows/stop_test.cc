// Jobs that are to stop, in every state; each comes to an end.
#include "tests/unit/job_flows/job_world.h"

namespace redrive::central::test {
namespace {

using model::DeviceState;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Actor kAnn{"ann", "192.0.2.1"};

TEST(Stop, AnOrderNobodyHasTakenIsWithdrawnAndHasEnded) {
  JobWorld world;
  const auto job = world.start();
  world.must(StopJob{kAnn, job});
  EXPECT_EQ(world.share(job).state, "cancelled");
  EXPECT_THAT(world.share(job).why, HasSubstr("cancelled by ann before the agent took it"));
  EXPECT_EQ(world.only_command<wire::CancelJob>(), (wire::CancelJob{"cancel/" + job, job, "ann"}))
      << "the order may have been sent before: the agent is told to keep it out";
  world.ack("ids-1", "cancel/" + job, false, "no job log of it");
  EXPECT_EQ(world.share(job).state, "cancelled");
  EXPECT_THAT(world.waiting(), IsEmpty());
  EXPECT_THAT(world.audit(), ElementsAre("ann cancel job " + job, "ann distribute " + job));
}

TEST(Stop, AnOrderThatSlippedThroughIsStoppedAndItsReportCorrectsTheRecord) {
  JobWorld world;
  const auto job = world.start();
  world.must(StopJob{kAnn, job});
  world.ack("ids-1", "distribute/" + job);  // was under way
  EXPECT_EQ(world.share(job).state, "cancelled");
  world.ack("ids-1", "cancel/" + job);
  world.report("ids-1",
               {world.outcome(job, "dev-1-1", DeviceState::kSucceeded),
                world.outcome(job, "dev-1-2", DeviceState::kCancelled), wire::RunFinished{job, 1, "", 1, 0, 1}});
  EXPECT_EQ(world.share(job).state, "cancelled");
  EXPECT_EQ(world.share(job).succeeded, 1U);
}

TEST(Stop, ATakenOrderEndsWithTheReportOfItsRun) {
  struct Case {
    std::uint64_t cancelled;
    std::string state;
  };
  for (const auto& c : {Case{1, "cancelled"}, Case{0, "finished"}}) {
    JobWorld world;
    const auto job = world.taken();
    world.must(StopJob{kAnn, job});
    EXPECT_EQ(world.share(job).state, "accepted");
    EXPECT_EQ(world.share(job).why, "being cancelled by ann");
    world.ack("ids-1", "cancel/" + job);
    EXPECT_EQ(world.share(job).state, "accepted") << "still to be reported";
    world.report("ids-1", {wire::RunFinished{job, 1, "", 2 - c.cancelled, 0, c.cancelled}});
    EXPECT_EQ(world.share(job).state, c.state);
  }
}

TEST(Stop, AnAgentThatHasLostItsJobLogEndsItToo) {
  JobWorld world;
  const auto job = world.taken();
  world.must(StopJob{kAnn, job});
  world.ack("ids-1", "cancel/" + job, false, "this server has no job log of it");
  EXPECT_EQ(world.share(job).state, "cancelled");
  EXPECT_THAT(world.share(job).why, HasSubstr("no job log"));
}

TEST(Stop, ServersThatHaveEndedAreLeftAsTheyAre) {
  JobWorld world;
  const auto job = world.start({{"ids-*", {"dev-?-1"}}});
  world.ack("ids-1", "distribute/" + job);
  world.report("ids-1", {wire::RunFinished{job, 1, "", 1, 0, 0}});
  world.must(StopJob{kAnn, job});
  EXPECT_EQ(world.share(job, "ids-1").state, "finished");
  EXPECT_THAT(world.waiting("ids-1"), IsEmpty());
  EXPECT_EQ(world.share(job, "ids-2").state, "cancelled");
}

TEST(Stop, TwiceIsWellAndOfWhatHasEndedIsAConflict) {
  JobWorld world;
  const auto queued = world.start(), taken = world.taken();
  for (const auto& job : {queued, taken}) {
    world.must(StopJob{kAnn, job});
    world.must(StopJob{kAnn, job});
  }
  EXPECT_EQ(world.waiting().size(), 2U);
  const auto ended = world.taken();
  world.report("ids-1", {wire::RunFinished{ended, 1, "", 2, 0, 0}});
  const auto stopped = world.ask(StopJob{kAnn, ended});
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, base::ErrorCode::kConflict);
  EXPECT_EQ(world.ask(StopJob{kAnn, "J-none"}).error().code, base::ErrorCode::kNotFound);
}

class StopRun : public testing::Test {
 protected:
  StopRun() : job(world.taken()) {
    world.report("ids-1", {wire::RunFinished{job, 1, "", 1, 1, 0}});
    plan = plan_of(job);
    id = world.must(RecordPlan{kAnn, plan, ""}).id;
  }
  void approve() { world.must(DecidePlan{kAnn, id, true, plan.digest, ""}); }

  JobWorld world;
  std::string job, id;
  model::Plan plan;
};

TEST_F(StopRun, AnApprovedPlanNobodyHasTakenIsWithdrawn) {
  approve();
  world.must(StopJob{{"bob", ""}, job});
  EXPECT_EQ(world.redistribution(id).state, "refused");
  EXPECT_THAT(world.redistribution(id).why, HasSubstr("cancelled by bob before the agent took it"));
  EXPECT_EQ(world.only_command<wire::CancelJob>().command, "stop/" + id);
  EXPECT_EQ(world.share(job).state, "finished");
}

TEST_F(StopRun, ARunEndsWithItsReport) {
  approve();
  world.ack("ids-1", "run/" + id);
  world.must(StopJob{kAnn, job});
  EXPECT_EQ(world.redistribution(id).state, "running");
  world.ack("ids-1", "stop/" + id);
  EXPECT_EQ(world.redistribution(id).state, "running");
  world.report("ids-1", {wire::RunFinished{job, 2, plan.digest, 0, 0, 1}});
  EXPECT_EQ(world.redistribution(id).state, "finished");
  EXPECT_EQ(world.redistribution(id).why, "1 devices were left undone");
  EXPECT_EQ(world.share(job).state, "finished") << "the distribution itself had ended before";
}

TEST_F(StopRun, ARunTheAgentKnowsNothingOfIsRejected) {
  approve();
  world.ack("ids-1", "run/" + id);
  world.must(StopJob{kAnn, job});
  world.ack("ids-1", "stop/" + id, false, "this server has no job log of it");
  EXPECT_EQ(world.redistribution(id).state, "rejected");
}

TEST_F(StopRun, EachRunIsStoppedUnderAnIdOfItsOwn) {
  approve();
  world.ack("ids-1", "run/" + id);
  world.must(StopJob{kAnn, job});
  world.ack("ids-1", "stop/" + id);
  world.report("ids-1", {wire::RunFinished{job, 2, plan.digest, 0, 0, 1}});
  const auto next = plan_of(job, 3);
  const auto second = world.must(RecordPlan{kAnn, next, ""}).id;
  world.must(DecidePlan{kAnn, second, true, next.digest, ""});
  world.ack("ids-1", "run/" + second);
  world.must(StopJob{kAnn, job});
  EXPECT_EQ(world.only_command<wire::CancelJob>().command, "stop/" + second);
}

TEST_F(StopRun, ACancelledShareIsFinishedByALaterRunThatGetsThrough) {
  const auto cancelled = world.taken();
  world.must(StopJob{kAnn, cancelled});
  world.ack("ids-1", "cancel/" + cancelled);
  world.report("ids-1", {world.outcome(cancelled, "dev-1-1", DeviceState::kSucceeded),
                         world.outcome(cancelled, "dev-1-2", DeviceState::kCancelled),
                         wire::RunFinished{cancelled, 1, "", 1, 0, 1}});
  EXPECT_EQ(world.share(cancelled).state, "cancelled");
  world.clock().advance(1s);
  world.report("ids-1", {wire::RunFinished{cancelled, 2, "", 0, 0, 1}});
  EXPECT_EQ(world.share(cancelled).state, "cancelled");
  world.report("ids-1", {world.outcome(cancelled, "dev-1-2", DeviceState::kSucceeded, 3),
                         wire::RunFinished{cancelled, 3, "", 1, 0, 0}});
  EXPECT_EQ(world.share(cancelled).state, "finished");
  EXPECT_EQ(world.share(cancelled).succeeded, 2U);
}

}  // namespace
}  // namespace redrive::central::test
