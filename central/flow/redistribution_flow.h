// Journey 2: from failure records to a plan, its approval, the run and the cleared records.
#pragma once

#include <string>
#include <vector>

#include "central/flow/decider.h"
#include "central/flow/planned.h"
#include "central/intake/agent_calls.h"
#include "central/store/database.h"

namespace redrive::central {

class PlanTools;  // plan_tools.h

// One agent's plan of one job as it would be made now, recorded nowhere.
base::Result<model::Plan> preview_plan(AgentCalls& agents, const PlanTools& tools, const std::string& server,
                                       const std::string& job, model::PlanWishes wishes, base::Micros lifetime,
                                       base::Micros deadline);

// Finds the affected servers and jobs (R1), asks their agents for plans, many at the same time (R2, R3), made by the
// tool that is wished or in use (R8), and records these for approval (redistribution_plan.cc). `reader` belongs to the
// calling thread. kNotFound when nothing failed.
base::Result<std::vector<PlannedRedistribution>> plan_redistributions(Database& reader, AgentCalls& agents,
                                                                      Decider& decider, const Actor& actor,
                                                                      const RedistributionSelection& selection,
                                                                      const config::CentralOptions& options);

// A plan that a rollout has approved: its wave has come, and the agent has the approval's lifetime to take it; or it is
// not run. Neither changes one that is not waiting.
base::Status send_scheduled(FlowContext& flow, const std::string& redistribution, const Actor& actor);
base::Status leave_scheduled(FlowContext& flow, const std::string& redistribution, const Actor& actor,
                             const std::string& why);

// Bookkeeping from an agent's answers and reports, called by distribution_flow inside its transaction.
base::Status record_plan_taken(FlowContext& flow, const std::string& redistribution, const wire::CommandAck& ack);
// The agent tells nothing of it; a late report is taken all the same.
base::Status record_no_report(FlowContext& flow, const std::string& redistribution, std::string_view why);
base::Status record_run_finished(FlowContext& flow, const std::string& server, const wire::RunFinished& finished);

}  // namespace redrive::central
