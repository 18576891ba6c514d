// Points in time to wait for, and the waits poll(2) and epoll_wait(2) take for them.
#pragma once

#include <algorithm>
#include <climits>

#include "shared/base/time.h"

namespace redrive::sys {

inline base::SteadyTime steady_now() {
  return base::SystemClock{}.steady();
}

// `delay` from now; less than nothing is now, more than ten years is ten years (nothing overflows).
inline base::SteadyTime deadline_in(base::Micros delay) {
  return steady_now() + std::clamp(delay, base::Micros{0}, base::Micros{std::chrono::hours{24 * 3652}});
}

// Whole milliseconds until `deadline`, rounded up: rounded down, a loop would spin through the last one.
inline int wait_until(base::SteadyTime deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, INT_MAX));
}

}  // namespace redrive::sys
