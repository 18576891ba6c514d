#include "central/flow/plan_tools.h"

#include <algorithm>

#include "shared/wire/messages.h"

namespace redrive::central {
namespace {

ToolRunner runner_of(const AgentStatus& agent) {
  ToolRunner runner{agent.name, agent.connected, false, ""};
  for (const auto& capability : agent.capabilities) {
    if (capability == wire::kPlanTool) runner.runs_tools = true;
    if (capability.starts_with(wire::kPlatform)) runner.platform = capability.substr(wire::kPlatform.size());
  }
  return runner;
}

}  // namespace

base::Result<PlanTools> PlanTools::find(Database& reader, AgentCalls& agents, const std::string& version,
                                        const std::vector<std::string>& keys) {
  auto all = all_tools(reader);
  if (!all) return tl::unexpected<base::Error>(all.error());
  auto wanted = wanted_tool(std::move(*all), version, keys);
  if (!wanted) return tl::unexpected<base::Error>(wanted.error());
  PlanTools tools(std::move(*wanted));
  if (tools.wanted_.programs.empty()) return tools;
  for (const auto& agent : agents.agents()) tools.runners_.emplace(agent.name, runner_of(agent));
  return tools;
}

base::Result<ToolChoice> PlanTools::of(const std::string& agent) const {
  const auto known = runners_.find(agent);
  return choose_tool(wanted_, known == runners_.end() ? ToolRunner{agent, false, false, ""} : known->second);
}

void note_own_planner(model::Plan& plan, const ToolChoice& choice) {
  if (choice.why_own.empty()) return;
  plan.preflight.push_back({"tool", false, "the agent's own planner made this plan: " + choice.why_own, choice.todo});
}

}  // namespace redrive::central
