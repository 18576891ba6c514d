#include "agent/manager/ssh_manager.h"

#include "agent/manager/carried_manager.h"
#include "agent/manager/ssh_carrier.h"

namespace redrive::agent {

base::Result<std::unique_ptr<DistributionManager>> make_ssh_manager(const config::ManagerOptions& options,
                                                                    std::uint32_t parallel_devices,
                                                                    sys::ProcessRunner& processes,
                                                                    const base::Clock& clock) {
  config::ManagerOptions own = options;
  own.identity_file = std::filesystem::absolute(options.identity_file);
  own.known_hosts = std::filesystem::absolute(options.known_hosts);
  if (auto checked = check_ssh_options(own); !checked) return tl::unexpected(checked.error());
  auto carrier = std::make_unique<SshCarrier>(std::move(own), processes, clock);
  return std::make_unique<CarriedManager>(std::move(carrier), parallel_devices, clock);
}

}  // namespace redrive::agent
