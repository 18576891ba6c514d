// The distribution manager of kind "local" (D4): a CarriedManager over folders.
#pragma once

#include <filesystem>
#include <memory>

#include "agent/manager/manager.h"
#include "shared/base/time.h"
#include "shared/sys/process.h"

namespace redrive::agent {

// `processes` and `clock` must outlive the manager.
std::unique_ptr<DistributionManager> make_local_manager(const std::filesystem::path& root,
                                                        std::uint32_t parallel_devices, sys::ProcessRunner& processes,
                                                        const base::Clock& clock);

}  // namespace redrive::agent
