// The distribution manager of kind "rsync_ssh" (D4): a CarriedManager over ssh. docs/managers.md describes it.
#pragma once

#include <memory>

#include "agent/manager/manager.h"
#include "shared/config/agent_options.h"
#include "shared/sys/process.h"

namespace redrive::agent {

// `processes` and `clock` must outlive the manager. kInvalid names the setting that cannot be used.
base::Result<std::unique_ptr<DistributionManager>> make_ssh_manager(const config::ManagerOptions& options,
                                                                    std::uint32_t parallel_devices,
                                                                    sys::ProcessRunner& processes,
                                                                    const base::Clock& clock);

}  // namespace redrive::agent
