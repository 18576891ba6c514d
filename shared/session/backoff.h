// When to try again: doubling waits with jitter, between a first and a longest one (T4, agent reconnects).
#pragma once

#include <cstdint>

#include "shared/base/random.h"
#include "shared/base/time.h"

namespace redrive::session {

struct BackoffPolicy {
  base::Micros first{1'000'000};
  base::Micros longest{60'000'000};

  bool operator==(const BackoffPolicy&) const = default;
};

// The wait before attempt number `attempt` + 1, attempt counting from 1: first * 2^(attempt-1), at most longest, minus
// up to a quarter at random so that many waiters spread out. Never under 1 ms.
base::Micros backoff_wait(const BackoffPolicy& policy, std::uint32_t attempt, base::Random& random);

}  // namespace redrive::session
