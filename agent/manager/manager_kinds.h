// The kinds of distribution manager an agent can have; a new kind is registered here.
#pragma once

#include <memory>

#include "agent/manager/manager.h"
#include "shared/config/agent_options.h"
#include "shared/sys/process.h"

namespace redrive::agent {

// The manager of [manager] kind; kInvalid where the kind or its settings cannot be used. `processes` and `clock` must
// outlive it.
base::Result<std::unique_ptr<DistributionManager>> make_manager(const config::AgentOptions& options,
                                                                sys::ProcessRunner& processes,
                                                                const base::Clock& clock);

}  // namespace redrive::agent
