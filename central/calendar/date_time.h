// Dates, times and spans as iCalendar writes them (RFC 5545, 3.3.4 to 3.3.6), strictly.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace redrive::central::calendar {

using Local = std::chrono::local_seconds;  // on the wall clock of some zone

struct DateTime {
  Local local{};
  bool date_only = false;  // "20260308", a whole day; local is its midnight
  bool utc = false;        // "20260308T020000Z"

  bool operator==(const DateTime&) const = default;
};

// Years 1600 to 2500 (1600: where Outlook's zones begin). Nothing when it is no date, or none there is.
std::optional<DateTime> parse_date_time(std::string_view text);

// "20260308T020000", without zone.
std::string format_local(Local local);

struct Span {  // days on the wall clock, then seconds on any clock
  std::chrono::days days{};
  std::chrono::seconds seconds{};

  bool operator==(const Span&) const = default;
};

// "PT2H", "P1D", "P1DT12H30M", "P2W"; not negative, at most ten years. Nothing when it is none.
std::optional<Span> parse_span(std::string_view text);

}  // namespace redrive::central::calendar
