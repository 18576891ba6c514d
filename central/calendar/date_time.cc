#include "central/calendar/date_time.h"

#include <fmt/format.h>
#include <charconv>
#include <cstdint>

namespace redrive::central::calendar {
namespace {

using namespace std::chrono;

std::optional<unsigned> digits(std::string_view text, std::size_t from, std::size_t count) {
  if (text.size() < from + count) return std::nullopt;
  unsigned value = 0;
  for (const char c : text.substr(from, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return value;
}

std::optional<local_days> parse_date(std::string_view text) {
  const auto y = digits(text, 0, 4), m = digits(text, 4, 2), d = digits(text, 6, 2);
  if (!y || !m || !d || *y < 1600 || *y > 2500) return std::nullopt;
  const year_month_day date{year{static_cast<int>(*y)}, month{*m}, day{*d}};
  return date.ok() ? std::optional(local_days{date}) : std::nullopt;
}

// A leap second is the first second after it.
std::optional<seconds> parse_clock(std::string_view text) {
  const auto h = digits(text, 0, 2), m = digits(text, 2, 2), s = digits(text, 4, 2);
  if (!h || !m || !s || *h > 23 || *m > 59 || *s > 60) return std::nullopt;
  return hours{*h} + minutes{*m} + seconds{*s};
}

constexpr days kMostSpan{3660};

}  // namespace

std::optional<DateTime> parse_date_time(std::string_view text) {
  const auto date = parse_date(text);
  if (!date) return std::nullopt;
  if (text.size() == 8) return DateTime{*date, true, false};
  const bool utc = text.ends_with('Z');
  if (text.size() != (utc ? 16U : 15U) || text[8] != 'T') return std::nullopt;
  const auto clock = parse_clock(text.substr(9));
  if (!clock) return std::nullopt;
  return DateTime{*date + *clock, false, utc};
}

std::string format_local(Local local) {
  const auto date = floor<days>(local);
  const year_month_day ymd{date};
  const hh_mm_ss clock{local - date};
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}", static_cast<int>(ymd.year()),
                     static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

// dur-value = "P" (weeks / days [time] / time): units in falling order, each at most once.
std::optional<Span> parse_span(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  if (!text.starts_with('P')) return std::nullopt;
  text.remove_prefix(1);
  Span span;
  bool any = false;
  std::string_view left = "WDTHMS";  // what may still come
  while (!text.empty()) {
    if (text[0] == 'T') {
      if (left.find('T') == left.npos || text.size() == 1) return std::nullopt;
      left = "HMS";
      text.remove_prefix(1);
      continue;
    }
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end == text.data() + text.size() || text[0] == '-' || number > 400'000'000)
      return std::nullopt;
    const char unit = *end;
    const auto at = left.find(unit);
    const bool of_clock = unit == 'H' || unit == 'M' || unit == 'S';
    if (at == left.npos || unit == 'T' || (of_clock && left.find('T') != left.npos)) return std::nullopt;
    left = unit == 'W' ? std::string_view() : left.substr(at + 1);
    if (unit == 'W' || unit == 'D') span.days += days{number * (unit == 'W' ? 7 : 1)};
    if (unit == 'H') span.seconds += hours{number};
    if (unit == 'M') span.seconds += minutes{number};
    if (unit == 'S') span.seconds += seconds{number};
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    any = true;
  }
  if (!any || span.days + span.seconds > kMostSpan) return std::nullopt;
  return span;
}

}  // namespace redrive::central::calendar
