// From failure records to recorded plans: which agents are asked, and what becomes of what they answer.
#include <future>

#include "central/flow/redistribution_flow.h"
#include "tests/unit/central_core/signed_tool.h"
#include "tests/unit/job_flows/decider_world.h"
#include "tests/unit/job_flows/job_world.h"

namespace redrive::central::test {
namespace {

using base::ErrorCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class ScriptedAgents final : public AgentCalls {
 public:
  base::Result<wire::Message> call(const std::string& agent, wire::Message request, base::Micros) override {
    const auto& asked = std::get<wire::PlanRequest>(request);
    {
      std::lock_guard lock(mutex_);
      calls.insert(agent + " " + asked.job);
      only[agent + " " + asked.job] = asked.wishes.only;
    }
    auto said = answer(agent, asked.job);
    auto* reply = said ? std::get_if<wire::PlanReply>(&*said) : nullptr;
    if (reply && heeds_tools) reply->plan.wishes.tool = asked.wishes.tool;
    if (reply) reply->plan.wishes.only = asked.wishes.only;
    return said;
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
  std::vector<AgentStatus> agents() override { return statuses; }

  std::multiset<std::string> calls;
  std::map<std::string, std::vector<std::string>> only;  // devices each was asked for
  std::vector<AgentStatus> statuses;
  bool heeds_tools = true;
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
    return plan_redistributions(*reader, agents, world.decider, {"ann", ""}, selection, *world.options.get());
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

TEST_F(Planning, OfWhatWasChosenEachServerIsAskedForJustItsDevices) {
  fail("ids-1", "dev-1-1", "J-1"), fail("ids-1", "dev-1-2", "J-1"), fail("ids-1", "dev-1-3", "J-2");
  fail("ids-2", "dev-2-1", "J-1"), fail("ids-2", "dev-2-2", "J-1");
  RedistributionSelection selection;
  selection.chosen = {{"ids-2", "J-1", "dev-2-2"}, {"ids-1", "J-1", "dev-1-2"}, {"ids-1", "J-1", "dev-1-1"},
                      {"ids-1", "J-1", "dev-1-2"}, {"ids-1", "J-2", "dev-1-3"}, {"ids-1", "J-2", ""}};
  ASSERT_TRUE(plan(selection));
  using Only = std::vector<std::string>;
  EXPECT_THAT(agents.only, ElementsAre(testing::Pair("ids-1 J-1", Only{"dev-1-1", "dev-1-2"}),
                                       testing::Pair("ids-1 J-2", Only{}),  // all of it was chosen, too
                                       testing::Pair("ids-2 J-1", Only{"dev-2-2"})));
}

TEST_F(Planning, WhatWasChosenAndIsNotOpenIsToldAndNothingPlanned) {
  fail("ids-1", "dev-1-1", "J-1"), fail("ids-2", "dev-2-1", "J-1");
  auto mended = firing("dev-2-1", "disk_full", "J-1");
  mended.server = "ids-2", mended.status = model::AlertStatus::kResolved;
  ASSERT_TRUE(world.decider.ask(SubmitAlerts{model::AlertSource::kHttp, "token", {mended}}));
  RedistributionSelection selection;
  selection.chosen = {{"ids-1", "J-1", "dev-1-1"}, {"ids-2", "J-1", "dev-2-1"}, {"ids-1", "J-2", "dev-1-1"}};
  const auto planned = plan(selection);
  ASSERT_FALSE(planned);
  EXPECT_EQ(planned.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(
      planned.error().message,
      AllOf(HasSubstr("chosen[1]: no failure of dev-2-1 in J-1 on ids-2 is open any more: it was cleared at "),
            HasSubstr("chosen[2]: no failure of dev-1-1 in J-2 on ids-1 is known"), Not(HasSubstr("chosen[0]"))));
  EXPECT_TRUE(agents.calls.empty());
  selection.chosen.assign(100, {"ids-1", "J-2", "dev-1-1"});
  EXPECT_THAT(plan(selection).error().message, AllOf(HasSubstr("chosen[9]"), Not(HasSubstr("chosen[10]"))));
}

// ---- by which tool

class PlanningByTool : public Planning {
 protected:
  PlanningByTool() {
    auto options = company();
    options.tool_keys = {tool_key().public_key};
    world.options.set(std::move(options));
    has_agent("ids-1", {"plan-wishes", "plan-tool", "platform:linux-x86_64"});
  }
  void has_agent(const std::string& name, std::vector<std::string> capabilities) {
    agents.statuses.push_back({name, "key", "1.2", true, {}, std::move(capabilities)});
  }
  void keep(const std::string& version) {
    ASSERT_TRUE(world.decider.ask(AddTool{{"ann", ""}, model::manifest_text(signed_tool(version))}));
  }
  void use(const std::string& version) { ASSERT_TRUE(world.decider.ask(UseTool{{"ann", ""}, version})); }
  static RedistributionSelection one(const std::string& tool = "", const std::string& server = "ids-1") {
    RedistributionSelection selection{server, "J-1", "", false};
    selection.tool = tool;
    return selection;
  }
  // The version of the tool of the recorded plan; "own" where it has none.
  std::string tool_of(const RedistributionSelection& selection) {
    const auto planned = plan(selection);
    if (!planned) return planned.error().message;
    const auto recorded = find_redistribution(*world.reader(), planned->at(0).id).value().value().plan;
    EXPECT_EQ(recorded, planned->at(0).plan);
    return recorded.wishes.tool.empty() ? "own" : model::tool_version(recorded.wishes.tool);
  }
};

TEST_F(PlanningByTool, TheOneInUseMakesThePlanUnlessAnotherIsNamed) {
  keep("1.3.0"), keep("1.4.0");
  EXPECT_EQ(tool_of(one()), "own") << "none is in use";
  use("1.4.0");
  EXPECT_EQ(tool_of(one()), "1.4.0");
  EXPECT_EQ(tool_of(one("1.3.0")), "1.3.0");
  EXPECT_EQ(tool_of(one("own")), "own");
  EXPECT_EQ(plan(one("9.9")).error().code, ErrorCode::kNotFound);
  use("own");
  EXPECT_EQ(tool_of(one()), "own");
}

TEST_F(PlanningByTool, ThePlanIsSentToRunWithTheSameTool) {
  keep("1.4.0");
  const auto planned = plan(one("1.4.0"));
  ASSERT_TRUE(planned);
  const auto& [server, job, id, made, error] = planned->at(0);
  ASSERT_TRUE(world.decider.ask(DecidePlan{{"bob", ""}, id, true, made.digest, ""}));
  const auto waiting = world.decider.ask(CommandsFor{"ids-1"});
  ASSERT_EQ(waiting->commands.size(), 1U);
  const auto command = std::get<wire::RunPlan>(wire::decode(waiting->commands[0].encoded).value().message);
  EXPECT_EQ(command.wishes.tool, model::manifest_text(signed_tool("1.4.0")));
}

TEST_F(PlanningByTool, OnesThatCannotRunItAreNotAskedWhereItWasNamed) {
  keep("1.4.0");
  fail("ids-1", "dev-1-1", "J-1"), fail("ids-2", "dev-2-1", "J-1");
  has_agent("ids-2", {"plan-wishes"});
  auto selection = one("1.4.0");
  selection.server = selection.job = "", selection.all_failed = true;
  const auto planned = plan(selection);
  ASSERT_TRUE(planned);
  EXPECT_EQ(planned->at(0).error, "");
  EXPECT_EQ(planned->at(1).server, "ids-2");
  EXPECT_THAT(
      planned->at(1).error,
      HasSubstr("'ids-2' is of an earlier version or trusts no key of tools, and cannot run tool 1.4.0: update"));
  EXPECT_THAT(agents.calls, ElementsAre("ids-1 J-1"));
  EXPECT_THAT(plan(one("1.4.0", "ids-2")).error().message, HasSubstr("earlier version"));
}

TEST_F(PlanningByTool, OnesThatCannotRunTheOneInUseSaySoInTheirOwnPlan) {
  keep("1.4.0"), use("1.4.0");
  agents.statuses[0].capabilities = {"plan-tool", "platform:linux-riscv64"};
  const auto planned = plan(one());
  ASSERT_TRUE(planned) << planned.error().message;
  const model::Plan& own = planned->at(0).plan;
  EXPECT_EQ(own.wishes.tool, "");
  ASSERT_EQ(own.preflight.size(), 1U);
  EXPECT_EQ(own.preflight[0].what, "tool");
  EXPECT_FALSE(own.preflight[0].good);
  EXPECT_THAT(own.preflight[0].detail, HasSubstr("own planner made this plan: tool 1.4.0 is here for linux-x86_64"));
  EXPECT_EQ(own.preflight[0].todo, "add the tool for linux-riscv64");
  EXPECT_EQ(find_redistribution(*world.reader(), planned->at(0).id).value()->plan, own) << "who approves it is told";
  EXPECT_EQ(plan(one("own"))->at(0).plan.preflight.size(), 0U) << "as asked for";
}

TEST_F(PlanningByTool, APlanByAnotherThanWasAskedForIsNotTaken) {
  keep("1.4.0"), keep("1.3.0"), use("1.4.0");
  agents.heeds_tools = false;
  EXPECT_THAT(plan(one()).error().message, HasSubstr("a plan made by tool 1.4.0 and gave one made by its own planner"));
  agents.answer = [](const std::string& agent, const std::string& job) {
    auto made = plan_of(job, 2, {"dev-x"}, agent);
    made.wishes.tool = model::manifest_text(signed_tool("1.3.0"));
    return wire::PlanReply{made};
  };
  EXPECT_THAT(plan(one()).error().message, HasSubstr("gave one made by tool 1.3.0"));
  EXPECT_THAT(plan(one("own")).error().message, HasSubstr("made by its own planner and gave one made by tool 1.3.0"));
  EXPECT_TRUE(list_redistributions(*world.reader(), "", {}).value().items.empty());
}

TEST_F(PlanningByTool, ATurnOfTheKeyStopsPlansAndDoesNotReplaceTheirMaker) {
  keep("1.4.0"), use("1.4.0");
  auto options = company();
  options.tool_keys = {tool_key(2).public_key};
  world.options.set(std::move(options));
  EXPECT_THAT(plan(one()).error().message, HasSubstr("not signed"));
  EXPECT_EQ(tool_of(one("own")), "own");
  EXPECT_THAT(agents.calls, ElementsAre("ids-1 J-1"));
}

}  // namespace
}  // namespace redrive::central::test
