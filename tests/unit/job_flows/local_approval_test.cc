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

class TwoPersonsAtTheServer : public LocalApproval {
 protected:
  TwoPersonsAtTheServer() {
    auto options = company();
    options.approval.two_person = true;
    world.options().set(options);
  }
  base::ErrorCode approve(const std::string& id, const std::string& who) {
    auto decided = world.ask(DecidePlan{{who, ""}, id, true, plan.digest, ""});
    return decided ? base::ErrorCode{} : decided.error().code;
  }
};

TEST_F(TwoPersonsAtTheServer, AYesAloneIsTheAskingAndAnotherApprovesAtCentral) {
  const auto first = ask("ann");
  EXPECT_FALSE(first.granted);
  const auto id = only().id;
  EXPECT_THAT(first.why, HasSubstr("redrive redistributions approve " + id + " " + plan.digest));
  EXPECT_EQ(only().state, "planned");
  EXPECT_EQ(only().created_by, "ann@ids-1");
  EXPECT_FALSE(ask("ann").granted) << "saying yes again is no second person";
  EXPECT_FALSE(ask("eve").granted) << "nor is another account of the server";
  EXPECT_EQ(only().created_by, "ann@ids-1");
  EXPECT_EQ(approve(id, "ann"), base::ErrorCode::kDenied);
  world.must(DecidePlan{{"bob", ""}, id, true, plan.digest, ""});
  EXPECT_EQ(only().state, "approved");
}

TEST_F(TwoPersonsAtTheServer, WhatAnotherAskedForAtCentralIsGranted) {
  world.must(RecordPlan{{"ann", ""}, plan, ""});
  EXPECT_FALSE(ask("root").granted);
  EXPECT_FALSE(ask("ann").granted);
  EXPECT_EQ(only().state, "planned");
  EXPECT_TRUE(ask("bob").granted);
  EXPECT_EQ(only().decided_by, "bob@ids-1");
  EXPECT_TRUE(ask("bob").granted) << "the answer may have been lost";
}

TEST_F(TwoPersonsAtTheServer, AtCentralAskingAgainIsNoWayRound) {
  const auto id = world.must(RecordPlan{{"ann", ""}, plan, ""}).id;
  EXPECT_EQ(world.must(RecordPlan{{"bob", ""}, plan, ""}).id, id);
  EXPECT_EQ(approve(id, "ann"), base::ErrorCode::kDenied);
  world.must(DecidePlan{{"bob", ""}, id, true, plan.digest, ""});
}

TEST_F(LocalApproval, AHostileUserNameStaysOneLine) {
  EXPECT_TRUE(ask("root\nbob approved\t\xff").granted);
  EXPECT_EQ(only().decided_by, "root bob approved \xef\xbf\xbd@ids-1");
}

// ---- refused at the server

TEST_F(LocalApproval, ARefusalThereIsKeptWithItsReasonAndThatPlanIsNotApproved) {
  const auto id = world.must(RecordPlan{{"ann", ""}, plan, ""}).id;
  EXPECT_TRUE(world.must(RecordLocalRefusal{"ids-1", {plan, "eve", "the disk\x1b is still full"}}).granted);
  EXPECT_EQ(only().id, id);
  EXPECT_EQ(only().state, "refused");
  EXPECT_EQ(only().decided_by, "eve@ids-1");
  EXPECT_EQ(only().why, "the disk  is still full");
  const auto approved = world.ask(DecidePlan{{"bob", ""}, id, true, plan.digest, ""});
  ASSERT_FALSE(approved);
  EXPECT_THAT(approved.error().message, HasSubstr("is refused already"));
  const auto local = ask();
  EXPECT_FALSE(local.granted);
  EXPECT_THAT(local.why, HasSubstr("eve@ids-1 refused this plan"));
  EXPECT_THAT(world.trail(), testing::Contains("eve@ids-1 refused: planned -> refused"));
}

TEST_F(LocalApproval, ARefusalOfAPlanNobodyAskedForIsOnRecordOnce) {
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(world.must(RecordLocalRefusal{"ids-1", {plan, "eve", "no"}}).granted);
  EXPECT_EQ(only().state, "refused");
  EXPECT_FALSE(world.must(RecordLocalRefusal{"ids-2", {plan, "eve", "no"}}).granted) << "another server's";
}

TEST_F(LocalApproval, TheCommandCarriesWhatThePlanWasMadeWith) {
  plan.wishes.exclude = {"dev-9"};
  const auto id = world.must(RecordPlan{{"ann", ""}, plan, ""}).id;
  world.must(DecidePlan{{"ann", ""}, id, true, plan.digest, ""});
  ASSERT_EQ(world.waiting().size(), 1U);
  const auto sent = wire::decode(world.waiting()[0].encoded);
  ASSERT_TRUE(sent);
  EXPECT_EQ(std::get<wire::RunPlan>(sent->message).wishes, plan.wishes);
}

}  // namespace
}  // namespace redrive::central::test
