#include "agent/app/local_approval.h"

#include <gmock/gmock.h>

#include <future>

#include "agent/app/pending_approvals.h"
#include "tests/unit/agent_app/job_world.h"

namespace redrive::agent {
namespace {

using base::ErrorCode;
using testing::HasSubstr;
using wire::ApprovalReply;
using wire::CommandAck;
using wire::ErrorReply;
using wire::RunPlan;

class LocalApprovalTest : public test::JobWorld {
 protected:
  void SetUp() override {
    manager.failures = {{"dev-2", "disk_full"}};
    distribute();
    manager.failures.clear();
  }
  wire::Message approve(const std::string& digest) {
    const LocalApproval approval{life->place, [this] { return offline; },
                                 [this](const wire::ApprovalRequest& request) {
                                   asked.push_back(request);
                                   return central;
                                 },
                                 [this](const RunPlan& command) {
                                   taken.push_back(command);
                                   return life->jobs->take(command);
                                 }};
    return approval.answer(RunPlan{"", "J-1", digest, "nobody", {}, {}}, "ann");
  }
  ErrorReply refusal(const wire::Message& answer) {
    EXPECT_TRUE(std::holds_alternative<ErrorReply>(answer));
    EXPECT_TRUE(taken.empty());
    return std::holds_alternative<ErrorReply>(answer) ? std::get<ErrorReply>(answer) : ErrorReply{};
  }

  bool offline = false;
  base::Result<ApprovalReply> central = ApprovalReply{true, ""};
  std::vector<wire::ApprovalRequest> asked;
  std::vector<RunPlan> taken;
};

TEST_F(LocalApprovalTest, WhatCentralGrantsBecomesACommandUnderTheUsersName) {
  const auto made = plan();
  const auto answer = approve(made.digest);
  ASSERT_TRUE(std::holds_alternative<CommandAck>(answer));
  EXPECT_TRUE(std::get<CommandAck>(answer).accepted);
  life->settle();
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(asked[0].plan.digest, made.digest);
  EXPECT_EQ(asked[0].by, "ann");
  EXPECT_EQ(taken[0].approved_by, "ann");
  EXPECT_EQ(life->spooled_of<wire::RunFinished>().back().plan_digest, made.digest);
  EXPECT_EQ(life->record().runs.back().approval->approved_by, "ann");
}

TEST_F(LocalApprovalTest, APlanThatChangedSinceItWasShownIsNotEvenAskedFor) {
  const auto error = refusal(approve("blake2b:00"));
  EXPECT_EQ(error.code, ErrorCode::kConflict);
  EXPECT_THAT(error.message, HasSubstr(plan().digest));
  EXPECT_TRUE(asked.empty());
}

TEST_F(LocalApprovalTest, WhatCentralRefusesDoesNotRunEvenWhereOfflineApprovalIsAllowed) {
  offline = true;
  central = ApprovalReply{false, "two people must approve"};
  const auto error = refusal(approve(plan().digest));
  EXPECT_EQ(error.code, ErrorCode::kDenied);
  EXPECT_THAT(error.message, HasSubstr("two people must approve"));
}

TEST_F(LocalApprovalTest, WithoutCentralNothingRunsUnlessTheConfigurationAllowsIt) {
  central = base::fail(ErrorCode::kUnavailable, "not connected to central");
  const auto error = refusal(approve(plan().digest));
  EXPECT_EQ(error.code, ErrorCode::kUnavailable);
  EXPECT_THAT(error.message, HasSubstr("not connected to central"));
  offline = true;
  EXPECT_TRUE(std::get<CommandAck>(approve(plan().digest)).accepted);
  life->settle();
  EXPECT_EQ(manager.orders.size(), 2U);
}

TEST_F(LocalApprovalTest, AnErrorOfCentralsIsNoAbsence) {
  offline = true;
  central = base::fail(ErrorCode::kConflict, "a redistribution of J-1 is in progress");
  EXPECT_EQ(refusal(approve(plan().digest)).code, ErrorCode::kConflict);
}

TEST_F(LocalApprovalTest, PlansAreShownAndOtherMessagesRefused) {
  const LocalApproval approval{life->place, {}, {}, {}};
  const auto shown = approval.answer(wire::PlanRequest{"", {}}, "ann");  // the newest job with devices left
  EXPECT_EQ(std::get<wire::PlanReply>(shown).plan.digest, plan().digest);
  EXPECT_EQ(std::get<ErrorReply>(approval.answer(wire::PlanRequest{"J-2", {}}, "ann")).code, ErrorCode::kNotFound);
  EXPECT_EQ(std::get<ErrorReply>(approval.answer(wire::Heartbeat{}, "ann")).code, ErrorCode::kInvalid);
}

// ---- refused

class LocalRefusalTest : public LocalApprovalTest {
 protected:
  wire::Message refuse(const model::Plan& plan, const std::string& why = "not mended") {
    const LocalApproval approval{life->place,
                                 {},
                                 {},
                                 {},
                                 [this](const wire::RefusalRequest& request) { return life->jobs->take(request); },
                                 [this](const wire::RefusalRequest& request) {
                                   told.push_back(request);
                                   return central;
                                 }};
    return approval.answer(wire::RefusalRequest{plan, "nobody", why}, "ann");
  }
  std::vector<wire::RefusalRequest> told;
};

TEST_F(LocalRefusalTest, IsInTheJobLogAndAtCentralUnderTheUsersName) {
  const auto made = plan();
  const auto answer = refuse(made);
  ASSERT_TRUE(std::holds_alternative<CommandAck>(answer));
  EXPECT_TRUE(std::get<CommandAck>(answer).accepted);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].by, "ann");
  EXPECT_EQ(told[0].why, "not mended");
  EXPECT_FALSE(life->jobs->take(test::JobWorld::approve(made))->accepted);
  EXPECT_EQ(manager.orders.size(), 1U);
  begin();  // a restart forgets nothing of it
  EXPECT_THAT(life->jobs->take(test::JobWorld::approve(made, "C-other"))->why, HasSubstr("ann refused it: not mended"));
  EXPECT_NE(plan().digest, made.digest);
}

TEST_F(LocalRefusalTest, HoldsWhereCentralCannotBeToldAndSaysSo) {
  central = base::fail(ErrorCode::kUnavailable, "not connected to central");
  const auto made = plan();
  const auto ack = std::get<CommandAck>(refuse(made));
  EXPECT_TRUE(ack.accepted);
  EXPECT_THAT(ack.why, HasSubstr("central could not be told: not connected"));
  EXPECT_FALSE(life->jobs->take(test::JobWorld::approve(made))->accepted);
}

TEST_F(LocalRefusalTest, NeedsAReasonAndThePlanThatIsThereNow) {
  EXPECT_EQ(std::get<ErrorReply>(refuse(plan(), "")).code, ErrorCode::kInvalid);
  auto old = plan();
  old.digest = "blake2b:00";
  EXPECT_FALSE(std::get<CommandAck>(refuse(old)).accepted);
  EXPECT_TRUE(told.empty());
}

// ---- waiting for central's answer

TEST(PendingApprovals, GivesTheAnswerToWhoAsked) {
  PendingApprovals pending;
  const auto answer = pending.ask(std::chrono::hours(1), [&](std::uint64_t id) {
    pending.settle(id + 1, ApprovalReply{false, "somebody else's"});
    pending.settle(id, ApprovalReply{true, ""});
    pending.settle(id, ApprovalReply{false, "late"});
  });
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->granted);
}

TEST(PendingApprovals, WithoutAnAnswerInTimeCentralIsUnavailable) {
  PendingApprovals pending;
  const auto answer = pending.ask(base::Micros{1}, [](std::uint64_t) {});
  EXPECT_EQ(answer.error().code, ErrorCode::kUnavailable);
}

TEST(PendingApprovals, StopEndsTheWaitOfThoseWhoAskedAndOfThoseWhoAskLater) {
  PendingApprovals pending;
  std::promise<void> asked;
  auto waiting = std::async(std::launch::async, [&] {
    return pending.ask(std::chrono::hours(1), [&](std::uint64_t) { asked.set_value(); });
  });
  asked.get_future().wait();
  pending.stop();
  EXPECT_EQ(waiting.get().error().code, ErrorCode::kUnavailable);
  EXPECT_FALSE(pending.ask(std::chrono::hours(1), [](std::uint64_t) { FAIL(); }));
}

}  // namespace
}  // namespace redrive::agent
