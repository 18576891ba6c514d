// The agent's configuration in force.
#pragma once

#include "shared/config/agent_options.h"
#include "shared/config/live.h"

namespace redrive::agent {

// Swapped by the reloader alone (app/reloader.h).
using LiveOptions = config::Live<config::AgentOptions>;

}  // namespace redrive::agent
