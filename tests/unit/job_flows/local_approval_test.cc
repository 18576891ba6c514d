// Approval at the intermediate server: central keeps the record and has the last word.
#include "tests/unit/job_flows/job_world.h"

namespace redrive::central::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class LocalApproval : public testing::Test {
 protected:
  AskLocalApproval::Reply ask(const std::string& by = "root", const std::string& agent = "ids-1") {
    return world.must(AskLocalApproval{agent, {plan, by}});
  }
  RedistributionRow only() {
    const auto page = list_redistributions(world.db(), "", {10, 0}).value();
    EXPECT_EQ(page.items.size(), 1U);
    return page.items.at(0);
  }
  JobWorld world;
  model::Plan plan = plan_of();
};

TEST_F(LocalApproval, IsRecordedAsRunningAndSendsNoCommand) {
  EXPECT_TRUE(ask().granted);
  EXPECT_EQ(only().state, "running");
  EXPECT_EQ(only().decided_by, "root@ids-1");
  EXPECT_THAT(world.waiting(), IsEmpty());
  world.report("ids-1", {wire::RunFinished{plan.job, plan.run, plan.digest, 1, 0, 0}});
  EXPECT_EQ(only().state, "finished");
  EXPECT_FALSE(ask().granted);
}

TEST_F(LocalApproval, AskedAgainIsGrantedAgainAlsoToAnother) {
  EXPECT_TRUE(ask().granted);
  EXPECT_TRUE(ask().granted);
  EXPECT_TRUE(ask("eve").granted) << "the first may have gone home after the agent ended";
  EXPECT_EQ(only().decided_by, "eve@ids-1");
}

TEST_F(LocalApproval, OfAPlanCentralHasIsOfThatVeryRecord) {
  const auto id = world.must(RecordPlan{{"ann", ""}, plan, ""}).id;
  EXPECT_TRUE(ask().granted);
  EXPECT_EQ(only().id, id);
  EXPECT_EQ(only().created_by, "ann");
}

TEST_F(LocalApproval, OfAPlanThatRunsByCentralsApprovalIsNotGranted) {
  const auto id = world.must(RecordPlan{{"ann", ""}, plan, ""}).id;
  world.must(DecidePlan{{"ann", ""}, id, true, plan.digest, ""});
  EXPECT_THAT(ask().why, HasSubstr("approved already"));
  world.ack("ids-1", "run/" + id);
  EXPECT_THAT(ask().why, HasSubstr("running already"));
}

TEST_F(LocalApproval, OfARefusedPlanIsNotGrantedUntilItIsPlannedAnew) {
  const auto id = world.must(RecordPlan{{"ann", ""}, plan, ""}).id;
  world.must(DecidePlan{{"ann", ""}, id, false, "", "not before Monday"});
  EXPECT_FALSE(ask().granted);
  EXPECT_THAT(ask().why, HasSubstr("ann refused this plan"));
  EXPECT_THAT(ask().why, HasSubstr("not before Monday"));
  world.must(RecordPlan{{"ann", ""}, plan, ""});
  EXPECT_TRUE(ask().granted);
}

TEST_F(LocalApproval, AfterTheAgentsRejectionIsANewRecord) {
  const auto id = world.must(RecordPlan{{"ann", ""}, plan, ""}).id;
  world.must(DecidePlan{{"ann", ""}, id, true, plan.digest, ""});
  world.ack("ids-1", "run/" + id, false, "the approval expired");
  EXPECT_TRUE(ask().granted);
  EXPECT_EQ(world.redistribution(id).state, "rejected");
}

TEST_F(LocalApproval, IsForTheAgentsOwnServerAndAnHonestDigest) {
  EXPECT_THAT(ask("root", "ids-2").why, HasSubstr("own server"));
  plan.devices.push_back({"dev-1-2", "never started"});
  EXPECT_THAT(ask().why, HasSubstr("does not match its own digest"));
}

TEST_F(LocalApproval, AHostileUserNameStaysOneLine) {
  EXPECT_TRUE(ask("root\nbob approved\t\xff").granted);
  EXPECT_EQ(only().decided_by, "root bob approved \xef\xbf\xbd@ids-1");
}

}  // namespace
}  // namespace redrive::central::test
