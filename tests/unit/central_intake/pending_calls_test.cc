#include "central/intake/pending_calls.h"

#include <gtest/gtest.h>

namespace redrive::central {
namespace {

using base::ErrorCode;

bool ended(const std::future<PendingCalls::Answer>& answer) {
  return answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

TEST(PendingCallsTest, AnAnswerGoesToWhoAskedTheAgentThatWasAsked) {
  PendingCalls calls;
  auto first = calls.begin("ids-1"), second = calls.begin("ids-1");
  EXPECT_NE(first.id, second.id);
  EXPECT_NE(first.id, 0U) << "0 asks nothing";
  EXPECT_FALSE(calls.complete("ids-2", first.id, wire::Message(wire::DumpReply{}))) << "it was not asked";
  EXPECT_FALSE(calls.complete("ids-1", 77, wire::Message(wire::DumpReply{})));
  EXPECT_FALSE(calls.complete("ids-1", 0, wire::Message(wire::DumpReply{})));
  EXPECT_FALSE(ended(first.answer));
  EXPECT_TRUE(calls.complete("ids-1", second.id, wire::Message(wire::PlanReply{})));
  EXPECT_TRUE(std::holds_alternative<wire::PlanReply>(*second.answer.get()));
  EXPECT_FALSE(calls.complete("ids-1", second.id, wire::Message(wire::PlanReply{}))) << "once";
  EXPECT_FALSE(ended(first.answer));
}

TEST(PendingCallsTest, AnAgentThatGoesEndsItsCallsAlone) {
  PendingCalls calls;
  auto gone = calls.begin("ids-1"), here = calls.begin("ids-2");
  calls.fail_agent("ids-1", "it went away");
  const auto answer = gone.answer.get();
  EXPECT_EQ(answer.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(answer.error().message, "it went away");
  EXPECT_FALSE(ended(here.answer));
}

TEST(PendingCallsTest, AnAnswerAfterTheDeadlineMeetsNobody) {
  PendingCalls calls;
  const auto late = calls.begin("ids-1");
  calls.forget(late.id);
  calls.forget(late.id);
  EXPECT_FALSE(calls.complete("ids-1", late.id, wire::Message(wire::DumpReply{})));
}

TEST(PendingCallsTest, StopEndsThoseThatWaitAndThoseToCome) {
  PendingCalls calls;
  auto before = calls.begin("ids-1");
  calls.stop("stopping");
  auto after = calls.begin("ids-1");
  for (auto* call : {&before, &after}) {
    ASSERT_TRUE(ended(call->answer));
    EXPECT_EQ(call->answer.get().error().message, "stopping");
  }
  EXPECT_FALSE(calls.complete("ids-1", after.id, wire::Message(wire::DumpReply{})));
}

}  // namespace
}  // namespace redrive::central
