// Plans that a ticket's "resolved" asks for (T5).
#pragma once

#include <string>

#include "central/flow/flow_context.h"

namespace redrive::central {

// In the transaction that resolves the ticket.
base::Status want_plans(FlowContext& flow, const std::string& ticket, const std::string& by);

}  // namespace redrive::central
