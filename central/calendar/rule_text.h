// The text of a recurrence rule (RFC 5545, 3.3.10), taken apart strictly before libical gets it: libical passes over
// much that is wrong, and some rules would keep it busy for hours.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "central/calendar/date_time.h"
#include "shared/base/result.h"

namespace redrive::central::calendar {

struct RuleText {
  std::string text;  // in upper case, without COUNT and UNTIL: "FREQ=WEEKLY;BYDAY=SU"
  std::optional<unsigned> count;
  std::optional<DateTime> until;
};

inline constexpr unsigned kMostCount = 10'000;
inline constexpr unsigned kMostADay = 96;  // occurrences that BYHOUR, BYMINUTE and BYSECOND make of one

// kInvalid names the part that is wrong and what was expected. FREQ is DAILY, WEEKLY, MONTHLY or YEARLY.
base::Result<RuleText> parse_rule(std::string_view text);

// Those of time zones: yearly, on one day of one month.
base::Status check_zone_rule(std::string_view text);

}  // namespace redrive::central::calendar
