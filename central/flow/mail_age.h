// Mail that came in is deleted when it is old ([mailbox] keep).
#pragma once

#include "central/flow/flow_context.h"

namespace redrive::central {

// A small batch of it, inside the caller's transaction. True when there may be more.
base::Result<bool> forget_old_mail(FlowContext& flow);

}  // namespace redrive::central
