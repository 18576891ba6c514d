// Instants and spans of time, their text forms, and the clock seam. Nothing outside a Clock asks the system for the
// time.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace redrive::base {

using Micros = std::chrono::microseconds;

// A point on the UTC wall clock, microseconds since 1970. Stored and sent as the integer. Wall clocks may jump in
// either direction; measure spans with SteadyTime.
using UtcTime = std::chrono::time_point<std::chrono::system_clock, Micros>;

// A point on a clock that never goes back; meaningless outside the process that read it.
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, Micros>;

inline UtcTime utc_from_micros(std::int64_t micros) {
  return UtcTime{Micros{micros}};
}
inline std::int64_t to_micros(UtcTime t) {
  return t.time_since_epoch().count();
}

// RFC 3339 in UTC: "2026-03-02T00:02:13Z", with fraction only where there is one.
std::string format_rfc3339(UtcTime t);

// Accepts any RFC 3339 offset and fraction (digits past microseconds are cut). kInvalid names the text.
Result<UtcTime> parse_rfc3339(std::string_view text);

// "100ms", "30s", "5m", "1h", "7d"; one number, one unit; 0 as "0s". kInvalid otherwise.
Result<Micros> parse_duration(std::string_view text);

// The shortest form parse_duration reads back to the same span ("90s", "1h").
std::string format_duration(Micros span);

// Seam to time. Implementations are safe to call from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual UtcTime utc() const = 0;
  virtual SteadyTime steady() const = 0;
};

// The machine's clocks.
class SystemClock final : public Clock {
 public:
  UtcTime utc() const override;
  SteadyTime steady() const override;
};

// A clock that moves only when told; for tests, replay and simulation. Not thread-safe while being moved.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(UtcTime start = utc_from_micros(1'772'409'600'000'000)) : utc_(start) {}
  UtcTime utc() const override { return utc_; }
  SteadyTime steady() const override { return steady_; }
  void advance(Micros span) { utc_ += span, steady_ += span; }
  void jump_wall(UtcTime to) { utc_ = to; }  // the steady clock does not notice

 private:
  UtcTime utc_;
  SteadyTime steady_{};
};

}  // namespace redrive::base
