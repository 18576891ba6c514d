#include "agent/manager/manager_kinds.h"

#include "agent/manager/external_manager.h"
#include "agent/manager/local_manager.h"
#include "agent/manager/ssh_manager.h"

namespace redrive::agent {

base::Result<std::unique_ptr<DistributionManager>> make_manager(const config::AgentOptions& options,
                                                                sys::ProcessRunner& processes,
                                                                const base::Clock& clock) {
  const config::ManagerOptions& manager = options.manager;
  const std::uint32_t parallel = options.limits.parallel_devices;
  if (manager.kind == "local") return make_local_manager(manager.root, parallel, processes, clock);
  if (manager.kind == "rsync_ssh") return make_ssh_manager(manager, parallel, processes, clock);
  if (manager.kind == "external") return std::make_unique<ExternalManager>(manager.command, parallel, processes, clock);
  return base::fail(
      base::ErrorCode::kInvalid,
      fmt::format("[manager] kind '{}' is not built into this agent; use \"local\", \"rsync_ssh\" or \"external\"",
                  manager.kind));
}

}  // namespace redrive::agent
