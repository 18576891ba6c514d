// What an agent answers when it is told to stop a job or a run of it; called by distribution_flow inside its
// transaction.
#pragma once

#include <string>

#include "central/flow/commands.h"

namespace redrive::central {

base::Status record_stop_answered(FlowContext& flow, const std::string& agent, const CommandSubject& subject,
                                  const wire::CommandAck& ack);

// One server's share, or one redistribution, as StopJob stops all of a job. Does nothing where there is nothing to
// stop.
base::Status stop_order(FlowContext& flow, const std::string& job, const std::string& server, const std::string& by);
base::Status stop_redistribution(FlowContext& flow, const std::string& id, const std::string& by);

}  // namespace redrive::central
