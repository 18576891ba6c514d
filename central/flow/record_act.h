// The audit trail as the flows write it: each act in the transaction of what it changes.
#pragma once

#include "central/flow/flow_context.h"
#include "central/flow/requests.h"
#include "shared/base/result.h"

namespace redrive::central {

base::Status record_act(FlowContext& flow, const RecordAct& act);

}  // namespace redrive::central
