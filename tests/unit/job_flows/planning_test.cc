// From failure records to recorded plans: which agents are asked, and what becomes of what they answer.
#include <future>

#include "central/flow/redistribution_flow.h"
#include "tests/unit/job_flows/decider_world.h"
#include "tests/unit/job_flows/job_world.h"

namespace redrive::central::test {
namespace {

using base::ErrorCode;
using testing::ElementsAre;
using testing::HasSubstr;

class ScriptedAgents final : public AgentCalls {
 public:
  base::Result<wire::Message> call(const std::string& agent, wire::Message request, base::Micros) override {
    const auto& asked = std::get<wire::PlanRequest>(request);
    {
      std::lock_guard lock(mutex_);
      calls.insert(agent + " " + asked.job);
    }
    return answer(agent, asked.job);
  }
  std::vector<Answer> call_all(std::vector<AgentCall> all, base::Micros deadline) override {
    std::vector<std::future<Answer>> asked;  // side by side, as the agents are
    for (auto& one : all)
      asked.push_back(
          std::async(std::launch::async, [this, &one, deadline] { return call(one.agent, one.request, deadline); }));
    std::vector<Answer> answers;
    for (auto& one : asked) answers.push_back(one.get());
    return answers;
  }
  std::vector<AgentStatus> agents() override { return {}; }

  std::multiset<std::string> calls;
  std::function<base::Result<wire::Message>(const std::string&, const std::string&)> answer =
      [](const std::string& agent, const std::string& job) {
        return wire::PlanReply{plan_of(job.empty() ? "J-found" : job, 2, {"dev-x"}, agent)};
      };

 private:
  std::mutex mutex_;
};

class Planning : public testing::Test {
 protected:
  Planning() { world.decider.start(); }

  void fail(const std::string& server, const std::string& device, const std::string& job) {
    auto alert = firing(device, "disk_full", job);
    alert.server = server;
    ASSERT_TRUE(world.decider.ask(SubmitAlerts{model::AlertSource::kHttp, "token", {alert}}));
  }
  base::Result<std::vector<PlannedRedistribution>> plan(const RedistributionSelection& selection) {
    world.wait_until_decided();
    auto reader = world.reader();
    return plan_redistributions(*reader, agents, world.decider, {"ann", ""}, selection, 30min);
  }

  DeciderWorld world;
  ScriptedAgents agents;
};

TEST_F(Planning, AsksEveryAffectedServerOnceForEachJob) {
  fail("ids-1", "dev-1-1", "J-1"), fail("ids-1", "dev-1-2", "J-1"), fail("ids-1", "dev-1-2", "J-2");
  fail("ids-2", "dev-2-1", "J-1");
  const auto planned = plan({"", "", "", true});
  ASSERT_TRUE(planned) << planned.error().message;
  EXPECT_THAT(agents.calls, ElementsAre("ids-1 J-1", "ids-1 J-2", "ids-2 J-1"));
  auto reader = world.reader();
  for (const auto& one : *planned) {
    EXPECT_EQ(one.error, "");
    EXPECT_EQ(find_redistribution(*reader, one.id).value()->plan, one.plan);
  }
}

TEST_F(Planning, OneServerThatCannotAnswerDoesNotCostTheOthers) {
  fail("ids-1", "dev-1-1", "J-1"), fail("ids-2", "dev-2-1", "J-1");
  agents.answer = [](const std::string& agent, const std::string& job) -> base::Result<wire::Message> {
    if (agent == "ids-1") return base::fail(ErrorCode::kUnavailable, "not connected");
    return wire::PlanReply{plan_of(job, 2, {"dev-2-1"}, agent)};
  };
  const auto planned = plan({"", "", "", true});
  ASSERT_TRUE(planned);
  EXPECT_EQ(planned->at(0).error, "not connected");
  EXPECT_EQ(planned->at(0).id, "");
  EXPECT_EQ(planned->at(1).error, "");
}

TEST_F(Planning, AskedForOneItsErrorIsTheAnswer) {
  agents.answer = [](const std::string&, const std::string&) -> base::Result<wire::Message> {
    return base::fail(ErrorCode::kNotFound, "every device has succeeded");
  };
  EXPECT_EQ(plan({"ids-1", "J-1", "", false}).error().code, ErrorCode::kNotFound);
}

TEST_F(Planning, NothingFailedIsNotFound) {
  EXPECT_EQ(plan({"", "", "", true}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(plan({"", "", "RD-2026-000001", false}).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(agents.calls.empty());
}

TEST_F(Planning, AnAgentThatLiesAboutItsPlanIsNotBelieved) {
  const auto lies = {wire::Message(wire::PlanReply{plan_of("J-1", 2, {"dev-2-1"}, "ids-2")}),
                     wire::Message(wire::PlanReply{plan_of("J-other", 2, {"dev-1-1"}, "ids-1")}),
                     wire::Message(wire::DumpReply{}), [] {
                       auto forged = plan_of();
                       forged.devices.clear();
                       return wire::Message(wire::PlanReply{forged});
                     }()};
  for (const auto& lie : lies) {
    agents.answer = [&](const std::string&, const std::string&) { return lie; };
    const auto planned = plan({"ids-1", "J-1", "", false});
    ASSERT_FALSE(planned);
  }
  auto reader = world.reader();
  EXPECT_TRUE(list_redistributions(*reader, "", {}).value().items.empty());
}

TEST_F(Planning, AgentsWorkSideBySide) {
  fail("ids-1", "dev-1-1", "J-1"), fail("ids-2", "dev-2-1", "J-1");
  std::promise<void> second;
  const auto second_asked = second.get_future().share();
  agents.answer = [&](const std::string& agent, const std::string& job) -> base::Result<wire::Message> {
    if (agent == "ids-2") second.set_value();
    second_asked.get();  // the first answers only when the second has been asked
    return wire::PlanReply{plan_of(job, 2, {"dev-x"}, agent)};
  };
  EXPECT_TRUE(plan({"", "", "", true}));
}

TEST_F(Planning, TheSamePlanFoundTwiceIsOne) {
  fail("ids-1", "dev-1-1", ""), fail("ids-1", "dev-1-2", "J-found");
  const auto planned = plan({"", "", "", true});
  ASSERT_TRUE(planned);
  EXPECT_EQ(planned->size(), 1U);
}

TEST_F(Planning, ARecordWithoutAJobLeavesTheJobToTheAgent) {
  fail("ids-1", "dev-1-1", "");
  const auto planned = plan({"", "", "", true});
  ASSERT_TRUE(planned);
  EXPECT_EQ(planned->at(0).job, "J-found");
}

TEST_F(Planning, AnAgentThatLeavesNoDeviceOutIsNotTakenAtItsWord) {
  RedistributionSelection selection{"ids-1", "J-1", "", false};
  selection.wishes.exclude = {"dev-x"};
  const auto old = plan(selection);
  ASSERT_FALSE(old);
  EXPECT_THAT(old.error().message, HasSubstr("earlier version"));
  agents.answer = [&](const std::string& agent, const std::string& job) {
    auto made = plan_of(job, 2, {"dev-y"}, agent);
    made.wishes = selection.wishes;
    return wire::PlanReply{made};
  };
  const auto planned = plan(selection);
  ASSERT_TRUE(planned) << planned.error().message;
  EXPECT_EQ(planned->at(0).plan.wishes.exclude, selection.wishes.exclude);
}

}  // namespace
}  // namespace redrive::central::test
