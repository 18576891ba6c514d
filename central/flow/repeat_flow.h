// Requests that may come again: each leaves its mark in the transaction of what it did.
#pragma once

#include "central/flow/flow_context.h"
#include "central/flow/requests.h"
#include "shared/base/result.h"

namespace redrive::central {

// What was answered a day ago and before is deleted, a small batch inside the caller's transaction. True when there may
// be more.
base::Result<bool> forget_old_answers(FlowContext& flow);

}  // namespace redrive::central
