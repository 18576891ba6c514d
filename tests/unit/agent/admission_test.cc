#include "agent/core/admission.h"
#include "agent/core/summary.h"

#include <gmock/gmock.h>

#include "tests/unit/agent/samples.h"

namespace redrive::agent {
namespace {

using model::DeviceState;
using test::context;
using test::fold;
using test::kNow;
using test::received;
using test::reported;
using testing::HasSubstr;

const std::vector<LogRecord> kHalfDone = {received(2), reported("dev-1", DeviceState::kSucceeded),
                                          reported("dev-2", DeviceState::kFailed, 1, "disk_full"), RunEnded{1, kNow}};

wire::RunPlan approval_of(const JobRecord& record, const std::string& command = "C-2") {
  return {command, "J-1", make_plan(record, context())->digest, "ann", kNow, kNow + std::chrono::hours(1)};
}

std::vector<LogRecord> with(std::vector<LogRecord> records, LogRecord more) {
  records.push_back(std::move(more));
  return records;
}

TEST(AdmitDistribute, ANewOrderIsTakenWithItsRecord) {
  const auto admission = admit(wire::Distribute{"C-order", test::sample_order()}, nullptr, "ids-1", kNow);
  EXPECT_EQ(admission.verdict, Verdict::kAccept);
  EXPECT_EQ(admission.ack, (wire::CommandAck{"C-order", true, ""}));
  ASSERT_TRUE(admission.journal);
  EXPECT_EQ(std::get<OrderReceived>(*admission.journal), received());
}

TEST(AdmitDistribute, ARepeatGetsTheAnswerOfTheRecord) {
  const JobRecord known = fold({received()});
  const auto repeat = admit(wire::Distribute{"C-order", test::sample_order()}, &known, "ids-1", kNow);
  EXPECT_EQ(repeat.verdict, Verdict::kRepeat);
  EXPECT_TRUE(repeat.ack.accepted);
  EXPECT_FALSE(repeat.journal);
  // The same order under another command id says nothing new either.
  EXPECT_EQ(admit(wire::Distribute{"C-other", test::sample_order()}, &known, "ids-1", kNow).verdict, Verdict::kRepeat);
}

TEST(AdmitDistribute, AnotherOrderUnderAKnownJobIsRefusedForGood) {
  const JobRecord known = fold({received()});
  const wire::Distribute changed{"C-9", test::sample_order(4)};
  const auto refusal = admit(changed, &known, "ids-1", kNow);
  EXPECT_EQ(refusal.verdict, Verdict::kRefuse);
  EXPECT_FALSE(refusal.ack.accepted);
  EXPECT_THAT(refusal.ack.why, HasSubstr("already has another order under J-1"));
  ASSERT_TRUE(refusal.journal);
  const JobRecord later = fold({received(), *refusal.journal});
  const auto repeat = admit(changed, &later, "ids-1", kNow);
  EXPECT_EQ(repeat.verdict, Verdict::kRepeat);
  EXPECT_EQ(repeat.ack, refusal.ack);
}

TEST(AdmitDistribute, RefusesWhatIsForAnotherServerOrNotValid) {
  EXPECT_THAT(admit(wire::Distribute{"C", test::sample_order()}, nullptr, "ids-2", kNow).ack.why,
              HasSubstr("the order is for ids-1, this is ids-2"));
  model::JobOrder bad = test::sample_order();
  bad.devices.push_back("../etc");
  const auto refusal = admit(wire::Distribute{"C", bad}, nullptr, "ids-1", kNow);
  EXPECT_EQ(refusal.verdict, Verdict::kRefuse);
  EXPECT_FALSE(refusal.journal);
}

TEST(AdmitDistribute, ALogWithoutAnyRecordIsNoLogButAnUnreadableOrderIs) {
  const JobRecord blank = fold({}), unreadable = fold({}, {"torn"});
  const wire::Distribute command{"C", test::sample_order()};
  EXPECT_EQ(admit(command, &blank, "ids-1", kNow).verdict, Verdict::kAccept);
  EXPECT_THAT(admit(command, &unreadable, "ids-1", kNow).ack.why, HasSubstr("order cannot be read"));
}

TEST(AdmitRunPlan, WhatWasApprovedIsWhatIsTaken) {
  const JobRecord known = fold(kHalfDone);
  const auto admission = admit(approval_of(known), &known, context());
  ASSERT_EQ(admission.verdict, Verdict::kAccept) << admission.ack.why;
  const auto& approved = std::get<PlanApproved>(*admission.journal);
  EXPECT_EQ(approved.plan.digest, approval_of(known).digest);
  EXPECT_EQ(approved.plan.devices.size(), 1U);
  EXPECT_EQ(approved.approved_by, "ann");
  EXPECT_EQ(approved.command, "C-2");
}

TEST(AdmitRunPlan, AnApprovedPlanNeverRunsTwice) {
  const JobRecord before = fold(kHalfDone);
  const wire::RunPlan approval = approval_of(before);
  const LogRecord journal = *admit(approval, &before, context()).journal;
  wire::RunPlan other = approval;
  other.command = "C-3";

  // The agent ended right after journalling, in the middle of the run, and after the run.
  const auto approved = with(kHalfDone, journal);
  const auto failed = with(approved, reported("dev-2", DeviceState::kFailed, 2, "disk_full"));
  for (const auto& records : {approved, failed, with(failed, RunEnded{2, kNow})}) {
    const JobRecord known = fold(records);
    const auto repeat = admit(approval, &known, context());
    EXPECT_EQ(repeat.verdict, Verdict::kRepeat);
    EXPECT_TRUE(repeat.ack.accepted);
    EXPECT_FALSE(repeat.journal);
    const auto again = admit(other, &known, context());
    EXPECT_EQ(again.verdict, Verdict::kRefuse);
    EXPECT_THAT(again.ack.why, HasSubstr("already ran as run 2 (approved by ann"));
  }
}

TEST(AdmitRunPlan, ALostApprovalRecordDoesNotLetThePlanRunAgain) {
  const JobRecord before = fold(kHalfDone);
  const wire::RunPlan approval = approval_of(before);
  const JobRecord damaged = fold(kHalfDone, {"record 5: an approved plan cannot be read"});
  EXPECT_EQ(admit(approval, &damaged, context()).verdict, Verdict::kRefuse);

  // Even where the log was damaged before, and the plan was made of that.
  const wire::RunPlan inferred = approval_of(damaged);
  ASSERT_EQ(admit(inferred, &damaged, context()).verdict, Verdict::kAccept);
  const JobRecord worse = fold(kHalfDone, {"record 5: an approved plan cannot be read", "record 6: the same"});
  EXPECT_EQ(admit(inferred, &worse, context()).verdict, Verdict::kRefuse);
}

TEST(AdmitRunPlan, EachRefusalSaysWhy) {
  const JobRecord half = fold(kHalfDone);
  const JobRecord running = fold({received(2), reported("dev-1", DeviceState::kRunning)});
  const JobRecord done = fold({received(1), reported("dev-1", DeviceState::kSucceeded), RunEnded{1, kNow}});
  const JobRecord lost = fold({RunEnded{1, kNow}}, {"record 1: the order cannot be read"});
  const JobRecord changed = fold(with(kHalfDone, reported("dev-1", DeviceState::kFailed, 1, "verify_failed")));
  wire::RunPlan expired = approval_of(half);
  expired.expires_at = kNow - base::Micros(1);
  struct Case {
    const JobRecord* known;
    wire::RunPlan command;
    std::string why;
  };
  const Case cases[] = {
      {nullptr, approval_of(half), "this server has no job log of J-1"},
      {&half, expired, "the approval expired at 2026-03-01T23:59:59.999999Z"},
      {&running, approval_of(running), "run 1 of J-1 is still in progress"},
      {&done, approval_of(half), "every device of J-1 has succeeded"},
      {&lost, approval_of(half), "its order (packages, distribution list, parameters) is missing"},
      {&changed, approval_of(half), "the plan has changed since it was approved: it is now run 2 for 2 of 2 devices"},
  };
  for (const Case& c : cases) {
    const auto refusal = admit(c.command, c.known, context());
    EXPECT_EQ(refusal.verdict, Verdict::kRefuse);
    EXPECT_FALSE(refusal.ack.accepted);
    EXPECT_THAT(refusal.ack.why, HasSubstr(c.why));
    EXPECT_EQ(refusal.journal.has_value(), c.known != nullptr);
  }
}

TEST(AdmitRunPlan, ARefusedCommandStaysRefusedWhenTheHindranceIsGone) {
  const JobRecord running = fold({received(2)});
  const wire::RunPlan early = approval_of(running);
  const LogRecord refused = *admit(early, &running, context()).journal;
  const JobRecord ended = fold({received(2), refused, RunEnded{1, kNow}});
  const auto repeat = admit(early, &ended, context());
  EXPECT_EQ(repeat.verdict, Verdict::kRepeat);
  EXPECT_FALSE(repeat.ack.accepted);
}

TEST(AdmitCancel, OfAnUnknownJobIsRefusedAndKeepsItsOrderOut) {
  const wire::CancelJob cancel{"C-5", "J-1", "ann"};
  const auto refusal = admit(cancel, nullptr, kNow);
  EXPECT_EQ(refusal.verdict, Verdict::kRefuse);
  EXPECT_FALSE(refusal.ack.accepted);
  ASSERT_TRUE(refusal.journal);
  const JobRecord later = fold({*refusal.journal});
  const auto repeat = admit(cancel, &later, kNow);
  EXPECT_EQ(repeat.verdict, Verdict::kRepeat);
  EXPECT_EQ(repeat.ack, refusal.ack);
  EXPECT_EQ(summarise(later).state, "cancelled");
  const auto order = admit(wire::Distribute{"C-1", test::sample_order()}, &later, "ids-1", kNow);
  EXPECT_EQ(order.verdict, Verdict::kRefuse);
  EXPECT_THAT(order.ack.why, HasSubstr("J-1 was cancelled here before its order came"));
  EXPECT_FALSE(admit(wire::CancelJob{"C-5", "../J-1", "ann"}, nullptr, kNow).journal);
}

TEST(AdmitCancel, IsTakenOnce) {
  const JobRecord known = fold({received()});
  const wire::CancelJob cancel{"C-5", "J-1", "ann"};
  const auto taken = admit(cancel, &known, kNow);
  EXPECT_EQ(taken.verdict, Verdict::kAccept);
  const JobRecord later = fold({received(), *taken.journal});
  EXPECT_EQ(admit(cancel, &later, kNow).verdict, Verdict::kRepeat);
}

}  // namespace
}  // namespace redrive::agent
