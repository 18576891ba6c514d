// Commands to agents: an id that stays the same when it is repeated, and the row that waits until the agent has it.
#pragma once

#include <string>
#include <string_view>

#include "central/flow/flow_context.h"
#include "shared/wire/messages.h"

namespace redrive::central {

// What a command id speaks of; the agent's acknowledgement names nothing else.
struct CommandSubject {
  enum class Kind { kDistribute, kRunPlan, kCancel } kind;
  std::string subject;  // job, or redistribution id
};
std::string command_id(const CommandSubject& subject);
base::Result<CommandSubject> parse_command_id(std::string_view id);

// Stores the command for `agent` and has it sent after the commit. Inside the caller's transaction.
base::Status queue_command(FlowContext& flow, const std::string& agent, const CommandSubject& subject,
                           wire::Message message);

}  // namespace redrive::central
