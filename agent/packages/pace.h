// Keeps what is asked for within limits.bandwidth.
#pragma once

#include <algorithm>
#include <cstdint>

#include "shared/base/time.h"

namespace redrive::agent {

// One thread. One pace for all fetches of an agent.
class Pace {
 public:
  explicit Pace(std::uint64_t bytes_per_second) : rate_(bytes_per_second) {}  // 0 = no limit

  // Books `bytes` and says how long to wait before asking for them. Time not used is not saved up.
  base::Micros book(std::uint64_t bytes, base::SteadyTime now) {
    if (rate_ == 0) return base::Micros{0};
    const base::SteadyTime begin = std::max(now, free_at_);
    free_at_ = begin + base::Micros{static_cast<std::int64_t>(bytes * 1'000'000 / rate_)};
    return begin - now;
  }

 private:
  std::uint64_t rate_;
  base::SteadyTime free_at_{};
};

}  // namespace redrive::agent
