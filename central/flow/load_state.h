// The deciding thread's memory and the configuration in force.
#pragma once

#include "central/flow/flow_context.h"
#include "shared/base/result.h"

namespace redrive::central {

// Compiles the configuration when it was reloaded (or never compiled) and reads flow.triage anew under it; otherwise
// costs nothing. Called first by everything that decides.
base::Status follow_options(FlowContext& flow);

}  // namespace redrive::central
