// The agent's parts put together and run until a signal ends them.
#pragma once

#include "shared/base/result.h"
#include "shared/config/agent_options.h"

namespace redrive::agent {

// Runs in the foreground until SIGTERM or SIGINT; runs in progress are cut off and go on at the next start. SIGHUP
// reads the configuration again; main holds it back from before the first time.
base::Status run_agent(const config::AgentOptions& options);

}  // namespace redrive::agent
