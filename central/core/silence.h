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
  base::Micros unreachable_again{};  // while it lasts, one more alert each time
  bool in_outage = false;            // does an outage cover the server now?
  base::UtcTime now{};
};

struct SilenceChange {
  AgentRow row;
  std::optional<model::Alert> alert;  // its id is the same until the change is committed
};

// `known`: nullptr = never connected. An agent that never was, or not with the key it has now, makes no alert. A
// silence makes one when it is long enough and then, as a monitor that looks again, one each unreachable_again: so it
// gets over the limit of its threshold, keeps its ticket alive, and is counted inside an outage; and one at once when
// it outlives an outage (A5). Nothing = nothing changes.
std::optional<SilenceChange> judge_silence(const AgentRow* known, const Sighting& seen, const SilenceRules& rules);

}  // namespace redrive::central
