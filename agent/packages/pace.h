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

  std::uint64_t rate() const { return rate_; }

  // How long to wait before asking for anything more.
  base::Micros wait(base::SteadyTime now) const { return std::max(free_at_ - now, base::Micros{0}); }

  // Asked for now. Time not used is not saved up.
  void book(std::uint32_t bytes, base::SteadyTime now) {
    if (rate_ == 0) return;
    free_at_ = std::max(now, free_at_) + base::Micros{static_cast<std::int64_t>(bytes * 1'000'000ULL / rate_)};
  }

  // Bytes to ask for at once: at most a second's worth, so that fetches take turns.
  std::uint32_t chunk(std::uint32_t most) const {
    constexpr std::uint64_t kLeast = 4096;
    return rate_ == 0 ? most : static_cast<std::uint32_t>(std::min<std::uint64_t>(most, std::max(rate_, kLeast)));
  }

 private:
  std::uint64_t rate_;
  base::SteadyTime free_at_{};
};

}  // namespace redrive::agent
