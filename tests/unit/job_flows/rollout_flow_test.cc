// Many servers in waves, from the plans to the end.
#include "central/flow/rollout_flow.h"

#include "central/flow/redistribution_flow.h"
#include "tests/unit/job_flows/job_world.h"

namespace redrive::central::test {
namespace {

using base::ErrorCode;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Actor kAnn{"ann", "192.0.2.1"}, kBob{"bob", ""};

// Two servers, one device each, one server a wave.
struct Rollouts : testing::Test {
  RecordRollout::Reply planned(RolloutPolicy policy = {.canary = 1, .wave = 1}) {
    first = world.must(RecordPlan{kAnn, one, ""}).id;
    second = world.must(RecordPlan{kAnn, two, ""}).id;
    return world.must(RecordRollout{kAnn, "all that failed", policy, {first, second}});
  }
  std::string approved(RolloutPolicy policy = {.canary = 1, .wave = 1}) {
    const auto rollout = planned(policy);
    world.must(DecideRollout{kBob, rollout.id, true, rollout.digest, ""});
    settle();
    return rollout.id;
  }
  void settle() { world.pass(0s); }  // the sweep
  void end(const model::Plan& plan, std::uint64_t succeeded, std::uint64_t failed) {
    world.report(plan.server, {wire::RunFinished{plan.job, plan.run, plan.digest, succeeded, failed, 0}});
    settle();
  }
  std::string state(const std::string& redistribution) { return world.redistribution(redistribution).state; }
  RolloutRow rollout(const std::string& id) { return find_rollout(world.db(), id).value().value(); }

  JobWorld world;
  const model::Plan one = plan_of("J-1", 2, {"dev-1-1"}, "ids-1"), two = plan_of("J-1", 2, {"dev-2-1"}, "ids-2");
  std::string first, second;
};

TEST_F(Rollouts, OneApprovalWaveAfterWaveToTheEnd) {
  const auto id = approved();
  EXPECT_EQ(state(first) + " " + state(second), "approved scheduled");
  const auto command = world.only_command<wire::RunPlan>("ids-1");
  EXPECT_EQ(command.digest, one.digest);
  EXPECT_EQ(command.approved_by, "bob");
  EXPECT_EQ(command.expires_at, world.clock().utc() + 30min) << "counted from when its wave came";
  EXPECT_THAT(world.waiting("ids-2"), IsEmpty());
  world.ack("ids-1", "run/" + first);
  settle();
  EXPECT_THAT(world.waiting("ids-2"), IsEmpty());
  end(one, 1, 0);
  EXPECT_EQ(state(second), "approved");
  world.ack("ids-2", "run/" + second);
  end(two, 1, 0);
  EXPECT_EQ(rollout(id).state, "finished");
  EXPECT_THAT(world.audit(), Contains("bob approve rollout " + id));
}

TEST_F(Rollouts, ACentralThatWasStartedAgainGoesOn) {
  const auto id = approved();
  world.ack("ids-1", "run/" + first);
  world.report("ids-1", {wire::RunFinished{"J-1", 2, one.digest, 1, 0, 0}});
  world.restart();
  settle();
  EXPECT_EQ(state(second), "approved");
  EXPECT_EQ(rollout(id).state, "running");
}

TEST_F(Rollouts, AStepThatIsUndoneIsTakenAgainUnderTheSameIds) {
  const auto rollout_planned = planned();
  world.must(DecideRollout{kBob, rollout_planned.id, true, rollout_planned.digest, ""});
  world.lose([&] { ASSERT_TRUE(advance_rollouts(world.flow())); });
  EXPECT_THAT(world.waiting("ids-1"), IsEmpty());
  world.restart();  // as the decider reads its state anew
  settle();
  settle();
  EXPECT_THAT(world.waiting_ids("ids-1"), ElementsAre("run/" + first));
}

TEST_F(Rollouts, OneThatCannotGoOnIsPausedAndKeepsNothingElseFromBeingDone) {
  const auto id = approved();
  ASSERT_TRUE(world.db().execute("UPDATE redistributions SET plan_bytes = 'x' WHERE id = $1", {second}));
  auto request = JobWorld::job({{"ids-1", {"dev-1-2"}}});
  request.waves = RolloutPolicy{};
  const auto other = world.must(request);
  world.ack("ids-1", "run/" + first);
  end(one, 1, 0);
  EXPECT_EQ(rollout(id).state, "paused");
  EXPECT_THAT(rollout(id).why, HasSubstr("it cannot go on: "));
  EXPECT_THAT(world.waiting("ids-2"), IsEmpty()) << "nothing of the step is left";
  EXPECT_EQ(world.share(other.job, "ids-1").state, "queued");
}

TEST_F(Rollouts, OfAStepThatFailsNothingIsDone) {
  const auto both = planned({.canary = 2});
  world.must(DecideRollout{kBob, both.id, true, both.digest, ""});
  ASSERT_TRUE(world.db().execute("UPDATE redistributions SET plan_bytes = 'x' WHERE id = $1", {second}));
  settle();
  EXPECT_EQ(rollout(both.id).state, "paused");
  EXPECT_EQ(state(first), "scheduled");
  EXPECT_THAT(world.waiting("ids-1"), IsEmpty());
}

TEST_F(Rollouts, TooManyFailuresPauseItAndAPersonResumes) {
  const auto id = approved();
  world.ack("ids-1", "run/" + first);
  end(one, 0, 1);
  EXPECT_EQ(rollout(id).state, "paused");
  EXPECT_EQ(state(second), "scheduled");
  world.must(SteerRollout{kBob, id, RolloutAct::kResume, "that one has a dead disk"});
  settle();
  EXPECT_EQ(state(second), "approved");
  EXPECT_THAT(world.audit(), Contains("bob resume rollout " + id));
}

TEST_F(Rollouts, AChangedPlanIsRejectedByItsAgentAndCountsAsFailed) {
  const auto id = approved();
  world.ack("ids-1", "run/" + first, false, "the plan has changed since it was approved");
  settle();
  EXPECT_EQ(rollout(id).state, "paused");
  EXPECT_THAT(rollout(id).why, HasSubstr("1 of 1 devices failed or were left undone"));
}

TEST_F(Rollouts, OnlyWhatWasShownIsApproved) {
  const auto rollout_planned = planned();
  EXPECT_EQ(world.ask(DecideRollout{kBob, rollout_planned.id, true, base::digest_of("x"), ""}).error().code,
            ErrorCode::kConflict);
  world.must(RecordPlan{kAnn, plan_of("J-1", 2, {"dev-2-1", "dev-2-2"}, "ids-2"), ""});  // the plan of ids-2 changed
  const auto refused = world.ask(DecideRollout{kBob, rollout_planned.id, true, rollout_planned.digest, ""});
  EXPECT_THAT(refused.error().message, HasSubstr("the plan of J-1 on ids-2 is not what the rollout was made of"));
  settle();
  EXPECT_EQ(state(first), "planned") << "nothing of it runs";
  EXPECT_THAT(world.waiting("ids-1"), IsEmpty());
}

TEST_F(Rollouts, TheDigestIsTheSameWhenThePlansAre) {
  const auto before = planned();
  EXPECT_EQ(planned().digest, before.digest);
  EXPECT_NE(planned({.canary = 2}).digest, before.digest);
}

TEST_F(Rollouts, AnApprovalMayComeTooLate) {
  const auto rollout_planned = planned();
  world.clock().advance(30min + 1s);
  EXPECT_THAT(world.ask(DecideRollout{kBob, rollout_planned.id, true, rollout_planned.digest, ""}).error().message,
              HasSubstr("expired"));
}

TEST_F(Rollouts, RefusedItsPlansAreRefusedToo) {
  const auto rollout_planned = planned();
  world.must(DecideRollout{kBob, rollout_planned.id, false, "", "not before Monday"});
  EXPECT_EQ(rollout(rollout_planned.id).state, "refused");
  EXPECT_EQ(state(first) + " " + state(second), "refused refused");
}

TEST_F(Rollouts, CancelledItStopsWhatRunsAndLeavesTheRest) {
  const auto id = approved();
  world.ack("ids-1", "run/" + first);
  world.must(SteerRollout{kBob, id, RolloutAct::kCancel, "wrong night"});
  settle();
  EXPECT_EQ(rollout(id).state, "cancelling");
  EXPECT_THAT(world.waiting_ids("ids-1"), ElementsAre("stop/" + first));
  world.ack("ids-1", "stop/" + first);
  world.report("ids-1", {wire::RunFinished{"J-1", 2, one.digest, 0, 0, 1}});
  settle();
  EXPECT_EQ(rollout(id).state, "cancelled");
  EXPECT_EQ(state(second), "refused");
  EXPECT_EQ(world.ask(SteerRollout{kBob, id, RolloutAct::kResume, ""}).error().code, ErrorCode::kConflict);
}

TEST_F(Rollouts, APlanInARolloutIsNotPlannedApprovedOrRunASecondTime) {
  approved();
  EXPECT_THAT(world.ask(RecordPlan{kAnn, two, ""}).error().message, HasSubstr("is scheduled already"));
  EXPECT_THAT(world.ask(DecidePlan{kAnn, second, true, two.digest, ""}).error().message,
              HasSubstr("is scheduled already"));
  wire::ApprovalRequest local;
  local.plan = two, local.by = "carol";
  EXPECT_THAT(world.must(AskLocalApproval{"ids-2", local}).why, HasSubstr("scheduled already"));
  world.clock().advance(31min);
  world.must(RecordPlan{kAnn, plan_of("J-2", 2, {"dev-2-2"}, "ids-2"), ""});
  EXPECT_EQ(state(second), "scheduled") << "it does not expire while it waits";
}

TEST_F(Rollouts, ThePaceIsKept) {
  const auto id = approved({.canary = 1, .wave = 1, .pace = 10min});
  world.ack("ids-1", "run/" + first);
  end(one, 1, 0);
  EXPECT_EQ(state(second), "scheduled");
  EXPECT_THAT(rollout(id).why, HasSubstr("wave 2 begins at"));
  world.pass(10min - 1s);
  EXPECT_EQ(state(second), "scheduled");
  world.pass(1s);
  EXPECT_EQ(state(second), "approved");
}

// ---- a first distribution

TEST_F(Rollouts, AJobGoesOutInWavesToo) {
  auto request = JobWorld::job({{"ids-1", {"dev-1-1"}}, {"ids-2", {"dev-2-1"}}});
  request.waves = RolloutPolicy{.canary = 1, .wave = 1};
  const auto started = world.must(request);
  EXPECT_NE(started.rollout, "");
  EXPECT_EQ(world.share(started.job, "ids-1").state, "waiting");
  settle();
  EXPECT_EQ(world.share(started.job, "ids-1").state, "queued");
  EXPECT_EQ(world.share(started.job, "ids-2").state, "waiting");
  world.ack("ids-1", "distribute/" + started.job);
  world.report("ids-1", {world.outcome(started.job, "dev-1-1", model::DeviceState::kSucceeded),
                         wire::RunFinished{started.job, 1, "", 1, 0, 0}});
  settle();
  EXPECT_THAT(world.waiting_ids("ids-2"), ElementsAre("distribute/" + started.job));
}

TEST_F(Rollouts, AJobWhoseCanaryFailsStopsThere) {
  auto request = JobWorld::job({{"ids-1", {"dev-1-1"}}, {"ids-2", {"dev-2-1"}}});
  request.waves = RolloutPolicy{.canary = 1, .wave = 1};
  const auto started = world.must(request);
  settle();
  world.ack("ids-1", "distribute/" + started.job);
  world.report("ids-1", {world.outcome(started.job, "dev-1-1", model::DeviceState::kFailed),
                         wire::RunFinished{started.job, 1, "", 0, 1, 0}});
  settle();
  EXPECT_EQ(rollout(started.rollout).state, "paused");
  world.must(StopJob{kAnn, started.job});
  settle();
  EXPECT_EQ(world.share(started.job, "ids-2").state, "cancelled");
  EXPECT_EQ(rollout(started.rollout).state, "finished");
}

TEST_F(Rollouts, AWrongPolicyStartsNothing) {
  auto request = JobWorld::job();
  request.waves = RolloutPolicy{.wave = 1, .hours = {"Mo 22:00-05:00"}, .zone = "Mars/Olympus"};
  EXPECT_EQ(world.ask(request).error().code, ErrorCode::kInvalid);
  EXPECT_THAT(world.waiting("ids-1"), IsEmpty());
}

}  // namespace
}  // namespace redrive::central::test
