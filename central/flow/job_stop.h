// What an agent answers when it is told to stop a job or a run of it; called by distribution_flow inside its
// transaction.
#pragma once

#include <string>

#include "central/flow/commands.h"

namespace redrive::central {

base::Status record_stop_answered(FlowContext& flow, const std::string& agent, const CommandSubject& subject,
                                  const wire::CommandAck& ack);

}  // namespace redrive::central
