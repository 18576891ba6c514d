// A rollout's policy as requests give it: {"canary": 2, "wave": 50 or "25%", "pace": "10m", "stop_at": "20%",
// "deadline": time, "hours": ["Mo-Fr 22:00-05:00"], "zone": "Europe/Oslo"}, each of them optional.
#pragma once

#include "central/http/arguments.h"
#include "central/store/rollouts.h"

namespace redrive::central {

// What is wrong is told to `body`; bounds are for check_policy (core/rollout.h).
RolloutPolicy read_policy(Body& body);

}  // namespace redrive::central
