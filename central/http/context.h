// What the routes work with; filled by main, without behaviour.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "central/core/live_options.h"
#include "central/core/metrics.h"
#include "central/flow/decider.h"
#include "central/flow/reloader.h"
#include "central/http/event_hub.h"
#include "central/http/kept.h"
#include "central/http/readers.h"
#include "central/http/summary.h"
#include "central/intake/agent_calls.h"
#include "central/intake/agent_directory.h"
#include "central/intake/mailbox.h"
#include "central/people/people.h"
#include "shared/base/time.h"
#include "shared/sys/content_store.h"

namespace redrive::central {

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
  EventHub& events;
  Kept<Summary>& summary;

  // Well when alerts can be taken durably; else why not. For /readyz.
  std::function<base::Status()> ready;
  // Reloader::reload. Empty = not offered.
  std::function<base::Result<ReloadReport>(const Actor&, bool preview, bool force)> reload;

  // MailboxReader::state. Empty = no mailbox is read.
  std::function<MailboxState()> mailbox;

  base::Micros agent_deadline = std::chrono::seconds(20);  // of asking an agent for a dump or a plan
};

}  // namespace redrive::central
