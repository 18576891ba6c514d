#include "agent/manager/local_manager.h"

#include "agent/manager/carried_manager.h"
#include "agent/manager/local_carrier.h"

namespace redrive::agent {

std::unique_ptr<DistributionManager> make_local_manager(const std::filesystem::path& root,
                                                        std::uint32_t parallel_devices, sys::ProcessRunner& processes,
                                                        const base::Clock& clock) {
  return std::make_unique<CarriedManager>(std::make_unique<LocalCarrier>(root, processes, clock), parallel_devices,
                                          clock);
}

}  // namespace redrive::agent
