// Commands to agents: an id that stays the same when it is repeated, and the row that waits until the agent has it.
#pragma once

#include <string>
#include <string_view>

#include "central/flow/flow_context.h"
#include "shared/wire/messages.h"

namespace redrive::central {

// What a command id speaks of; the agent's acknowledgement names nothing else.
struct CommandSubject {
  // kCancel stops a job's distribution, kStopRun one redistribution of it: an agent acts once on each id.
  enum class Kind { kDistribute, kRunPlan, kCancel, kStopRun } kind;
  std::string subject;  // job, or redistribution id for kRunPlan and kStopRun
};
std::string command_id(const CommandSubject& subject);
base::Result<CommandSubject> parse_command_id(std::string_view id);

// Stores the command for `agent` and has it sent after the commit. Inside the caller's transaction. kInvalid when it is
// larger than an agent takes.
base::Status queue_command(FlowContext& flow, const std::string& agent, const CommandSubject& subject,
                           wire::Message message);

// It is not sent any more. The agent may have it all the same: sent before, its acknowledgement on the way.
base::Status withdraw_command(FlowContext& flow, const std::string& agent, const CommandSubject& subject);

}  // namespace redrive::central
