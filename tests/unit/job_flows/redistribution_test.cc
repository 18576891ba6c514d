// Journey 2 from the plan to the end of its run.
#include "central/flow/redistribution_flow.h"

#include "tests/unit/job_flows/job_world.h"

namespace redrive::central::test {
namespace {

using base::ErrorCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Actor kAnn{"ann", "192.0.2.1"}, kBob{"bob", ""};
constexpr base::Micros kLifetime = 30min;  // of a plan, by default

class Redistribution : public testing::Test {
 protected:
  std::string record(const model::Plan& of, const std::string& ticket = "") {
    return world.must(RecordPlan{kAnn, of, ticket}).id;
  }
  base::Result<DecidePlan::Reply> approve(const std::string& id, const std::string& digest) {
    return world.ask(DecidePlan{kBob, id, true, digest, ""});
  }
  std::string state(const std::string& id) { return world.redistribution(id).state; }
  void finish(const model::Plan& of, std::uint64_t succeeded, std::uint64_t failed) {
    world.report("ids-1", {wire::RunFinished{of.job, of.run, of.digest, succeeded, failed, 0}});
  }

  JobWorld world;
  const model::Plan plan = plan_of();
};

TEST_F(Redistribution, GoesFromPlanToEnd) {
  const auto id = record(plan);
  EXPECT_EQ(state(id), "planned");
  EXPECT_THAT(world.waiting(), IsEmpty());
  ASSERT_TRUE(approve(id, plan.digest));
  EXPECT_EQ(state(id), "approved");
  const auto command = world.only_command<wire::RunPlan>();
  EXPECT_EQ(command, (wire::RunPlan{"run/" + id, "J-1", plan.digest, "bob", world.clock().utc(), plan.expires_at}));
  world.ack("ids-1", "run/" + id);
  EXPECT_EQ(state(id), "running");
  finish(plan, 1, 0);
  const auto ended = world.redistribution(id);
  EXPECT_EQ(ended.state, "finished");
  EXPECT_EQ(ended.succeeded, 1U);
  EXPECT_EQ(ended.created_by + " " + ended.decided_by, "ann bob");
  EXPECT_EQ(world.metrics().redistributions_succeeded.load(), 1U);
}

TEST_F(Redistribution, OnlyThePlanThatWasShownIsApproved) {
  const auto id = record(plan);
  EXPECT_EQ(approve(id, base::digest_of("another")).error().code, ErrorCode::kConflict);
  EXPECT_EQ(approve("R-none", plan.digest).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(state(id), "planned");
  auto forged = plan;
  forged.devices.push_back({"dev-1-2", "never started"});
  EXPECT_EQ(world.ask(RecordPlan{kAnn, forged, ""}).error().code, ErrorCode::kInvalid);
}

TEST_F(Redistribution, IsDecidedOnce) {
  const auto approved = record(plan);
  ASSERT_TRUE(approve(approved, plan.digest));
  EXPECT_THAT(approve(approved, plan.digest).error().message, HasSubstr("is approved already"));
  EXPECT_FALSE(world.ask(DecidePlan{kAnn, approved, false, "", "no"}));
  EXPECT_EQ(world.waiting().size(), 1U);

  const auto other = plan_of("J-2");
  const auto refused = record(other);
  world.must(DecidePlan{kAnn, refused, false, "", "not before Monday"});
  EXPECT_EQ(state(refused), "refused");
  EXPECT_THAT(approve(refused, other.digest).error().message, HasSubstr("is refused already"));
  EXPECT_EQ(world.waiting().size(), 1U);
}

TEST_F(Redistribution, ExpiresByCentralsClockWhateverTheAgentsSays) {
  auto of_the_past = plan_of("J-1"), of_the_future = plan_of("J-2");
  of_the_past.expires_at = world.clock().utc() - 24h;
  of_the_future.expires_at = world.clock().utc() + 24h * 365;
  const auto first = record(of_the_past), second = record(of_the_future);
  world.clock().advance(kLifetime);
  EXPECT_TRUE(approve(first, of_the_past.digest)) << "the last moment counts";
  world.clock().advance(base::Micros{1});
  EXPECT_THAT(approve(second, of_the_future.digest).error().message, HasSubstr("expired"));
  EXPECT_TRUE(world.ask(DecidePlan{kAnn, second, false, "", "too late"})) << "to refuse it is never too late";
}

TEST_F(Redistribution, TheSamePlanAskedForAgainWaitsAnew) {
  const auto id = record(plan);
  world.clock().advance(kLifetime + 1s);
  EXPECT_EQ(world.must(RecordPlan{kBob, plan, ""}).id, id);
  EXPECT_EQ(world.redistribution(id).created_by, "bob");
  EXPECT_TRUE(approve(id, plan.digest));
}

TEST_F(Redistribution, ANewerPlanReplacesTheOlderOfTheSameJobAndServer) {
  const auto old = record(plan), elsewhere = record(plan_of("J-1", 2, {"dev-2-1"}, "ids-2")),
             other = record(plan_of("J-2"));
  const auto newer = plan_of("J-1", 2, {"dev-1-1", "dev-1-2"});
  const auto id = record(newer);
  EXPECT_EQ(state(old), "expired");
  EXPECT_EQ(state(elsewhere) + state(other), "plannedplanned");
  EXPECT_FALSE(approve(old, plan.digest));
  EXPECT_TRUE(approve(id, newer.digest));
}

TEST_F(Redistribution, APlanUnderWayIsNotPlannedASecondTime) {
  const auto id = record(plan);
  ASSERT_TRUE(approve(id, plan.digest));
  EXPECT_EQ(world.ask(RecordPlan{kAnn, plan, ""}).error().code, ErrorCode::kConflict);
  world.ack("ids-1", "run/" + id);
  EXPECT_EQ(world.ask(RecordPlan{kAnn, plan, ""}).error().code, ErrorCode::kConflict);
}

TEST_F(Redistribution, WhatTheAgentRejectsCanBePlannedAgain) {
  const auto id = record(plan);
  ASSERT_TRUE(approve(id, plan.digest));
  world.ack("ids-1", "run/" + id, false, "the plan\x01 has changed");
  EXPECT_EQ(state(id), "rejected");
  EXPECT_EQ(world.redistribution(id).why, "the plan  has changed");
  EXPECT_EQ(world.metrics().redistributions_rejected.load(), 1U);
  world.ack("ids-1", "run/" + id);  // again, and another answer
  EXPECT_EQ(state(id), "rejected");
  const auto again = record(plan);
  EXPECT_NE(again, id);
  EXPECT_TRUE(approve(again, plan.digest));
  EXPECT_THAT(world.waiting_ids(), ElementsAre("run/" + again));
}

TEST_F(Redistribution, ItsEndIsRecordedOnceAndAlsoBeforeTheAcknowledgement) {
  const auto id = record(plan);
  ASSERT_TRUE(approve(id, plan.digest));
  finish(plan, 0, 1);
  EXPECT_EQ(state(id), "finished");
  world.ack("ids-1", "run/" + id);
  finish(plan, 1, 0);
  EXPECT_EQ(state(id), "finished");
  EXPECT_EQ(world.redistribution(id).failed, 1U);
  EXPECT_EQ(world.metrics().redistributions_failed.load(), 1U);
  EXPECT_EQ(world.metrics().redistributions_succeeded.load(), 0U);
}

TEST_F(Redistribution, AnAgentEndsOnlyItsOwn) {
  const auto id = record(plan);
  ASSERT_TRUE(approve(id, plan.digest));
  world.report("ids-2", {wire::RunFinished{"J-1", 2, plan.digest, 1, 0, 0}});
  world.ack("ids-2", "run/" + id);
  EXPECT_EQ(state(id), "approved");
  world.report("ids-1", {wire::RunFinished{"J-1", 2, base::digest_of("made up"), 1, 0, 0}});
  EXPECT_EQ(state(id), "approved");
}

TEST_F(Redistribution, EveryTicketItMayMendTellsOfIt) {
  world.append({firing("dev-1-1"), firing("dev-1-1"), firing("dev-1-1"), firing("dev-1-2", "auth_failed"),
                firing("dev-1-2", "auth_failed"), firing("dev-1-2", "auth_failed"),
                firing("dev-1-3", "disk_full", "J-2"), firing("dev-1-3", "timeout", "J-2"),
                firing("dev-1-3", "timeout", "J-2"), firing("dev-1-3", "timeout", "J-2")});
  world.decide();
  std::map<std::string, std::string> ticket_of;
  for (const auto& failure : world.failures()) ticket_of[failure.device + failure.failure_type] = failure.ticket;
  const auto disk = ticket_of.at("dev-1-1disk_full"), auth = ticket_of.at("dev-1-2auth_failed"),
             other = ticket_of.at("dev-1-3timeout");
  ASSERT_FALSE(disk.empty() || auth.empty() || other.empty());
  ASSERT_EQ((std::set<std::string>{disk, auth, other}).size(), 3U);

  const auto both = plan_of("J-1", 2, {"dev-1-1", "dev-1-2", "dev-1-3"});
  const auto id = record(both);
  ASSERT_TRUE(approve(id, both.digest));
  world.ack("ids-1", "run/" + id);
  finish(both, 0, 3);
  for (const auto& ticket : {disk, auth}) {
    const auto lines = fmt::format("{}", fmt::join(world.history(ticket), "\n"));
    for (const auto* part : {"plan: 3 devices of J-1", "approved: run 2 of J-1", "run: the agent has begun",
                             "run: run 2 of J-1 ended: 0 succeeded, 3 failed"}) {
      EXPECT_THAT(lines, HasSubstr(part)) << ticket;
    }
  }
  EXPECT_THAT(fmt::format("{}", fmt::join(world.history(other), "\n")), testing::Not(HasSubstr("J-1")));
  EXPECT_EQ(world.redistribution(id).ticket, std::min(disk, auth));
}

// Whoever closed it may have been too early: the run goes on, and its evidence counts for records and counters all the
// same.
class ClosedByHand : public Redistribution {
 protected:
  void SetUp() override {
    for (int i = 0; i < 3; ++i) world.append({firing("dev-1-1")});
    world.decide();
    ticket = world.tickets().at(0).id;
    const auto id = record(plan, ticket);
    ASSERT_TRUE(approve(id, plan.digest));
    world.ack("ids-1", "run/" + id);
    world.must(ChangeTicket{kAnn, ticket, TicketAct::kClose, "I was told it is done"});
    redistribution = id;
  }
  void ends(model::DeviceState state) {
    std::vector<wire::SpoolItem> items{world.outcome("J-1", "dev-1-1", state, 2)};
    if (state == model::DeviceState::kFailed) items.insert(items.begin(), firing("dev-1-1"));
    world.report("ids-1", std::move(items));
    finish(plan, state == model::DeviceState::kSucceeded, state == model::DeviceState::kFailed);
    world.decide();
  }
  std::string ticket, redistribution;
};

TEST_F(ClosedByHand, AndTheRunSucceedsItStaysClosedAndTheRecordIsCleared) {
  ends(model::DeviceState::kSucceeded);
  EXPECT_EQ(state(redistribution), "finished");
  EXPECT_THAT(world.failures(), IsEmpty());
  EXPECT_THAT(world.counters(), IsEmpty());
  EXPECT_EQ(world.ticket(ticket).closed_because, "by ann: I was told it is done");
  EXPECT_THAT(world.mail(), testing::SizeIs(2)) << "opened, closed";
}

TEST_F(ClosedByHand, AndTheRunFailsItCountsAnewAndComesBackOverTheLimit) {
  ends(model::DeviceState::kFailed);
  EXPECT_EQ(state(redistribution), "finished");
  EXPECT_THAT(world.failures(), testing::SizeIs(1));
  EXPECT_EQ(world.ticket(ticket).state, model::TicketState::kClosed) << "one failure is within the limit";
  for (int i = 0; i < 3; ++i) world.append({firing("dev-1-1")});
  world.decide();
  EXPECT_THAT(world.tickets(), testing::SizeIs(1));
  EXPECT_EQ(world.ticket(ticket).state, model::TicketState::kOpen);
  EXPECT_THAT(world.history(ticket), testing::Contains(HasSubstr("opened: again: 3 alerts of device dev-1-1")));
}

}  // namespace
}  // namespace redrive::central::test
