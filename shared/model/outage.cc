#include "shared/model/outage.h"

#include <fmt/format.h>

#include <algorithm>

namespace redrive::model {
namespace {

constexpr std::chrono::days kFirstLook{32};

std::string selector(const Outage& o) {
  if (!o.server.empty()) return fmt::format("server '{}'", o.server);
  return o.device.empty() ? fmt::format("site '{}'", o.site) : fmt::format("device '{}'", o.device);
}

}  // namespace

// Looks ever further ahead: near what is dense, far for what is rare.
std::optional<Period> next_period(const Outage& outage, base::UtcTime at) {
  if (at >= outage.end) return std::nullopt;
  if (!outage.times) return Period{outage.start, outage.end};
  base::UtcTime from = std::max(at, outage.start);
  for (base::Micros span = kFirstLook; from < outage.end; span *= 2) {
    const base::UtcTime to = span < outage.end - from ? from + span : outage.end;
    for (const Period& period : outage.times->within(from, to)) {
      if (period.end > at) return period;
    }
    from = to;
  }
  return std::nullopt;
}

std::string describe(const Outage& outage) {
  const auto until = outage.end == kEndless ? std::string("for ever") : "to " + base::format_rfc3339(outage.end);
  auto text = fmt::format("{} {} {}", selector(outage), base::format_rfc3339(outage.start), until);
  if (!outage.times) return text;
  return text + fmt::format(", {} ({})", outage.repeat.empty() ? "on several dates" : outage.repeat, outage.zone);
}

}  // namespace redrive::model
