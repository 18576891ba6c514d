// The agent's parts put together and run until a signal ends them.
#pragma once

#include <memory>

#include "agent/manager/manager.h"
#include "shared/base/result.h"
#include "shared/config/agent_options.h"
#include "shared/sys/process.h"

namespace redrive::agent {

// The distribution manager of the configured kind; `processes` and `clock` must outlive it.
base::Result<std::unique_ptr<DistributionManager>> make_manager(const config::AgentOptions& options,
                                                                sys::ProcessRunner& processes,
                                                                const base::Clock& clock);

// Runs in the foreground until SIGTERM or SIGINT; runs in progress are cut off and go on at the next start.
base::Status run_agent(const config::AgentOptions& options);

}  // namespace redrive::agent
