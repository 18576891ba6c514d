// The agent's parts, filled by the daemon, without behaviour.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <stop_token>

#include "agent/core/live_options.h"
#include "agent/manager/manager.h"
#include "agent/packages/package_fetch.h"
#include "agent/spool/spool.h"
#include "shared/base/time.h"
#include "shared/sys/content_store.h"

namespace redrive::agent {

// Used by several threads; each part says which of its functions allow that.
struct AgentContext {
  const LiveOptions& options;
  const base::Clock& clock;
  Spool& spool;
  sys::ContentStore& packages;
  DistributionManager& manager;

  // Set by the daemon.
  std::function<void()> spooled = [] {};  // something was put into the spool
  // Brings a package from central; returns when it is here and whole, or with why it is not. Blocks, as long as central
  // is away or until the stop; from any thread but the loop's.
  std::function<std::optional<FetchFailure>(const model::PackageRef&, std::stop_token)> fetch{};
  std::atomic<bool> stopping{false};  // the agent is ending: what is cut off now is asked about after the restart
};

}  // namespace redrive::agent
