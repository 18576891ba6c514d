// Mail that was taken is judged, and what follows of it is done.
#pragma once

#include "central/flow/flow_context.h"
#include "shared/base/result.h"

namespace redrive::central {

// Judges the oldest of what is new, a batch at most, and stores what became of each. True when there may be more.
// Inside the caller's transaction, before alerts are decided: those that a mail brings go with it.
base::Result<bool> judge_received(FlowContext& flow);

}  // namespace redrive::central
