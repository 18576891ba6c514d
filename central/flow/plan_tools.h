// Which tool each agent is asked to have its plan made by (R8): read once for a whole planning.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "central/core/tools.h"
#include "central/intake/agent_calls.h"
#include "central/store/database.h"
#include "shared/model/plan.h"

namespace redrive::central {

class PlanTools {
 public:
  // `version` as in RedistributionSelection::tool, `keys` those of [redistribution] tool_keys. Errors: wanted_tool().
  static base::Result<PlanTools> find(Database& reader, AgentCalls& agents, const std::string& version,
                                      const std::vector<std::string>& keys);

  base::Result<ToolChoice> of(const std::string& agent) const;  // errors: choose_tool()

 private:
  explicit PlanTools(WantedTool wanted) : wanted_(std::move(wanted)) {}

  WantedTool wanted_;
  std::map<std::string, ToolRunner, std::less<>> runners_;
};

// Where a tool is in use that this agent could not run, whoever approves its plan is told so.
void note_own_planner(model::Plan& plan, const ToolChoice& choice);

}  // namespace redrive::central
