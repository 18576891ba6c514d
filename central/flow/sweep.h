// What falls due by time alone: holds that end, outages that end, tickets and plans that expire.
#pragma once

#include <optional>

#include "central/flow/flow_context.h"

namespace redrive::central {

// Does everything due by now. Inside the caller's transaction.
base::Status sweep(FlowContext& flow);

// When sweep() has something to do next; nothing = nothing is waiting.
std::optional<base::UtcTime> next_sweep(const FlowContext& flow);

}  // namespace redrive::central
