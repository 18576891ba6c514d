#include "central/watch/pulse.h"

#include <fmt/format.h>

#include <algorithm>

#include "shared/log/log.h"

namespace redrive::central {

base::Micros Pulse::work_off() {
  const config::MonitoringOptions options = parts_.options.get()->monitoring;
  const base::SteadyTime now = parts_.clock.steady();
  if (options.ping.empty()) {
    used_ = {};
    return kLookEvery;
  }
  if (options == used_ && now < due_) return std::min(due_ - now, kLookEvery);
  used_ = options;
  due_ = now + options.every;
  std::string why;
  const PingFate fate = beat(options, why);
  ++parts_.metrics.pings[static_cast<std::size_t>(fate)];
  tell(fate, why);
  return std::clamp(due_ - parts_.clock.steady(), base::Micros{0}, kLookEvery);
}

PingFate Pulse::beat(const config::MonitoringOptions& options, std::string& why) {
  if (auto well = parts_.prove(); !well) {
    why = well.error().message;
    return PingFate::kWithheld;
  }
  if (auto sent = parts_.sender.ping(options); !sent) {
    why = sent.error().message;
    return PingFate::kFailed;
  }
  parts_.metrics.last_ping = std::chrono::floor<std::chrono::seconds>(parts_.clock.utc()).time_since_epoch().count();
  return PingFate::kAnswered;
}

// A change at once, and what goes on once an hour.
void Pulse::tell(PingFate fate, const std::string& why) {
  const bool changed = std::exchange(last_, fate) != fate;
  if (fate == PingFate::kAnswered) {
    if (missed_ > 0) log::info("pulse", fmt::format("the ping is answered again, after {} that were not", missed_));
    missed_ = 0;
    return;
  }
  ++missed_;
  if (!changed && parts_.clock.steady() < tell_at_) return;
  tell_at_ = parts_.clock.steady() + kTellEvery;
  log::warning("pulse", fmt::format("{}: {}",
                                    fate == PingFate::kFailed ? "the ping of [monitoring] is not answered"
                                                              : "no ping is sent, for no alert can be taken durably",
                                    why));
}

}  // namespace redrive::central
