// When a maintenance centre works: what is waited for there counts only then (T5).
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/model/occurrences.h"

namespace redrive::model {

struct WorkingHours {
  std::vector<std::string> hours{};  // as people wrote them: "Mo-Fr 08:00-17:00"; empty = at all times
  std::string zone{};                // "Europe/Oslo", of those
  std::vector<Times> times{};        // when each of them is; whoever reads the configuration fills it in

  bool operator==(const WorkingHours&) const = default;
};

// When so much time of the working hours has passed from `from` on; never before `from`. kEndless (outage.h) where that
// takes more than five years.
base::UtcTime after_working(const WorkingHours& working, base::UtcTime from, base::Micros span);

// One line of hours: days of the week and a span of the day, which ends the next day where its end is not later than
// its beginning.
struct HoursLine {
  std::array<bool, 7> days{};  // from Monday
  std::chrono::minutes start{}, length{};
};
// "Mo-Fr 08:00-17:00", "Mo,We,Fr-Su 22:00-06:00", "Sa 00:00-24:00". Nothing when it is none.
std::optional<HoursLine> parse_hours(std::string_view text);

}  // namespace redrive::model
