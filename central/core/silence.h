// An accepted agent that falls silent is an alert of central's own (server_unreachable); one that is heard again is the
// evidence that clears it. Pure: what is known of the agent in, what becomes of it out.
#pragma once

#include <optional>

#include "central/core/sightings.h"
#include "central/store/agents.h"
#include "shared/model/alert.h"

namespace redrive::central {

struct SilenceRules {
  base::Micros unreachable_after{};
  bool in_outage = false;  // does an outage cover the server now?
  base::UtcTime now{};
};

struct SilenceChange {
  AgentRow row;
  std::optional<model::Alert> alert;  // its id is the same until the change is committed
};

// `known`: nullptr = never connected. An agent that never was, or not with the key it has now, makes no alert; one
// silence makes one, and one more for each outage that it outlives (A5). Nothing = nothing changes.
std::optional<SilenceChange> judge_silence(const AgentRow* known, const Sighting& seen, const SilenceRules& rules);

}  // namespace redrive::central
