// What the routes work with; filled by main, without behaviour.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "central/core/live_options.h"
#include "central/core/metrics.h"
#include "central/flow/decider.h"
#include "central/http/readers.h"
#include "central/intake/agent_calls.h"
#include "central/intake/agent_directory.h"
#include "central/people/people.h"
#include "shared/base/time.h"
#include "shared/sys/content_store.h"

namespace redrive::central {

// What a reload of configuration and inventory changed, or would change.
struct ReloadReport {
  std::vector<std::string> added, removed, changed;  // devices, by name
  bool applied = false;
};

struct HttpContext {
  Decider& decider;
  Readers& readers;
  AgentCalls& agents;
  AgentDirectory& directory;
  People& people;
  sys::ContentStore& packages;
  const LiveOptions& options;
  Metrics& metrics;
  const base::Clock& clock;

  // Well when alerts can be taken durably; else why not. For /readyz.
  std::function<base::Status()> ready;
  // Reads the configuration again and swaps it in, unless `preview`. kConflict when more than a fifth of the devices
  // would vanish and not `force`; kInvalid with every problem, one a line, when it is broken. Empty = not offered.
  std::function<base::Result<ReloadReport>(bool preview, bool force)> reload;

  base::Micros agent_deadline = std::chrono::seconds(20);  // of asking an agent for a dump or a plan
};

}  // namespace redrive::central
