// When a maintenance centre is reminded of a ticket that it has not answered (T5).
#pragma once

#include <optional>

#include "shared/config/central_options.h"
#include "shared/model/ticket.h"

namespace redrive::central {

// So much of the centre's working time after it was asked; nothing where it answered, reminds nobody, or is gone.
std::optional<base::UtcTime> reminder_due(const config::CentralOptions& options, const model::Ticket& ticket);

}  // namespace redrive::central
