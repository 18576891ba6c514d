// The sub-commands of redrive-agent. Each prints its result on stdout, trouble on stderr, and returns the exit code of
// docs/contracts.md.
#pragma once

#include <string>

#include "shared/config/agent_options.h"
#include "shared/model/plan.h"

namespace redrive::agent {

struct Output {
  bool json = false;
};

int show_jobs(const config::AgentOptions& options, Output output);
int show_dump(const config::AgentOptions& options, const std::string& job, Output output);
int show_plan(const config::AgentOptions& options, const std::string& job, const model::PlanWishes& wishes,
              Output output);
// As the agent that runs makes it.
base::Result<model::Plan> ask_for_plan(const config::AgentOptions& options, const std::string& job,
                                       const model::PlanWishes& wishes);
int show_key(const config::AgentOptions& options);

struct Approval {
  bool yes = false;    // approve the plan made now without asking
  std::string digest;  // approve only the plan with this digest
  model::PlanWishes wishes{};
};
// Shows the plan, takes the approval (in a terminal by a dialogue), has the daemon run it, shows progress, and ends
// with the outcome.
int redistribute(const config::AgentOptions& options, const std::string& job, const Approval& approval, Output output);

}  // namespace redrive::agent
