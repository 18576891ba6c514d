// Plans that a ticket's "resolved" asks for (T5).
#pragma once

#include <string>

#include "central/flow/flow_context.h"
#include "shared/session/backoff.h"

namespace redrive::central {

inline constexpr session::BackoffPolicy kAskAgain{std::chrono::minutes(1), std::chrono::minutes(30)};

// In the transaction that resolves the ticket.
base::Status want_plans(FlowContext& flow, const std::string& ticket, const std::string& by);

}  // namespace redrive::central
