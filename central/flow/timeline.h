// What happens to a ticket: on its timeline for whoever works on it, and in the log for whoever runs central.
#pragma once

#include "central/flow/flow_context.h"
#include "central/store/tickets.h"
#include "shared/base/result.h"

namespace redrive::central {

// Stores the entry, and logs it once that is committed. What people wrote is not repeated in the log.
base::Status note_on_ticket(FlowContext& flow, const TimelineEntry& entry);

}  // namespace redrive::central
