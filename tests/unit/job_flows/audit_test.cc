// The audit trail of jobs and plans: who, what, and how it was before and after.
#include "tests/unit/job_flows/job_world.h"

namespace redrive::central::test {
namespace {

using testing::ElementsAre;

TEST(AuditTrail, OfAJobThatIsCancelled) {
  JobWorld world;
  const auto job = world.start({{"ids-1", {}}, {"ids-2", {}}});
  world.ack("ids-1", "distribute/" + job);
  world.must(StopJob{{"bob", "192.0.2.2"}, job});
  EXPECT_THAT(world.trail(), ElementsAre("bob cancel job: 1 accepted, 1 queued -> 1 accepted, 1 cancelled",
                                         "ann distribute:  -> queued"));
}

TEST(AuditTrail, OfAPlanThatRuns) {
  JobWorld world;
  const auto plan = plan_of();
  const auto id = world.must(RecordPlan{{"ann", ""}, plan, ""}).id;
  world.must(DecidePlan{{"bob", ""}, id, true, plan.digest, ""});
  world.ack("ids-1", "run/" + id);
  world.report("ids-1", {wire::RunFinished{plan.job, plan.run, plan.digest, 1, 0, 0}});
  EXPECT_THAT(world.trail(), ElementsAre("ids-1 run: running -> finished", "ids-1 run: approved -> running",
                                         "bob approved: planned -> approved", "ann plan:  -> planned"));
}

TEST(AuditTrail, OfAPlanThatIsRefusedAndOneApprovedAtTheServer) {
  JobWorld world;
  const auto plan = plan_of();
  const auto id = world.must(RecordPlan{{"ann", ""}, plan, ""}).id;
  world.must(DecidePlan{{"bob", ""}, id, false, "", "not now"});
  world.must(RecordPlan{{"ann", ""}, plan, ""});
  EXPECT_TRUE(world.must(AskLocalApproval{"ids-1", {plan, "eve"}}).granted);
  EXPECT_THAT(world.trail(), ElementsAre("eve@ids-1 approved: planned -> running", "ann plan:  -> planned",
                                         "bob refused: planned -> refused", "ann plan:  -> planned"));
}

TEST(AuditTrail, OfWhatIsDoneElsewhereIsTheActAsItWasTold) {
  JobWorld world;
  world.must(RecordAct{{"ann", "192.0.2.1"}, "add user", "bob", "why", "", "viewer"});
  const auto row = list_audit(world.db(), {}, {1, 0}).value().items.at(0);
  EXPECT_EQ(row.at, world.clock().utc());
  EXPECT_EQ(row.who, "ann");
  EXPECT_EQ(row.from, "192.0.2.1");
  EXPECT_EQ(row.what, "add user");
  EXPECT_EQ(row.subject, "bob");
  EXPECT_EQ(row.detail, "why");
  EXPECT_EQ(row.before, "");
  EXPECT_EQ(row.after, "viewer");
}

}  // namespace
}  // namespace redrive::central::test
