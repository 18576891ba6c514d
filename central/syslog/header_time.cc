#include "central/syslog/header_time.h"

#include <array>

#include "central/syslog/scanner.h"

namespace redrive::central {
namespace {

using base::Micros;
using base::UtcTime;

constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
// Only these: a tag of capital letters ("CRON:") stands in the same place.
constexpr std::string_view kZones[] = {"EST", "EDT", "CST", "CDT", "MST",  "MDT",  "PST",  "PDT",  "WET",
                                       "BST", "CET", "MEZ", "EET", "MSK",  "CEST", "WEST", "EEST", "IST",
                                       "SGT", "HKT", "JST", "KST", "AWST", "AEST", "AEDT", "NZST", "NZDT"};

std::optional<Micros> take_clock(Scanner& from) {
  Scanner s = from;
  const auto hour = s.number(2, 2);
  if (!hour || !s.take(':')) return {};
  const auto minute = s.number(2, 2);
  if (!minute || !s.take(':')) return {};
  const auto second = s.number(2, 2);
  if (!second || *hour > 23 || *minute > 59 || *second > 60) return {};  // 60: a leap second
  Micros of_day = std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(*second);
  Scanner fraction = s;
  if ((fraction.take('.') || fraction.take(',')) && fraction.at_digit()) {
    Micros worth = std::chrono::milliseconds(100);
    while (fraction.at_digit()) {
      of_day += worth * (fraction.next() - '0');
      worth /= 10;
    }
    s = fraction;
  }
  from = s;
  return of_day;
}

std::optional<int> take_month(Scanner& s) {
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (s.take(kMonths[i])) return static_cast<int>(i) + 1;
  }
  return {};
}

std::optional<int> take_year(Scanner& s) {
  Scanner probe = s;
  const auto year = probe.number(4, 4);
  if (!year || *year < 1970 || *year > 2200) return {};
  s = probe;
  return year;
}

// Behind the clock; nothing else may begin with the same digits ("2001:db8::7").
bool ends_year(Scanner& s, std::optional<int>& year) {
  const auto found = take_year(s);
  if (!found || !(s.done() || s.peek() == ' ' || s.rest() == ":" || s.rest().starts_with(": "))) return false;
  year = found;
  return true;
}

std::optional<UtcTime> on_day(int year, int month, int day, Micros of_day) {
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return {};
  return UtcTime{std::chrono::sys_days(date)} + of_day;
}

std::optional<UtcTime> in_nearest_year(int month, int day, Micros of_day, UtcTime arrived) {
  const std::chrono::year_month_day today{std::chrono::floor<std::chrono::days>(arrived)};
  std::optional<UtcTime> best;
  for (const int step : {-1, 0, 1}) {
    const auto at = on_day(static_cast<int>(today.year()) + step, month, day, of_day);
    if (at && (!best || std::chrono::abs(*at - arrived) < std::chrono::abs(*best - arrived))) best = at;
  }
  return best;
}

// "Z", "+01:00", "-0700".
std::optional<Micros> take_offset(Scanner& from) {
  Scanner s = from;
  if (s.take('Z')) {
    from = s;
    return Micros{0};
  }
  const bool minus = s.peek() == '-';
  if (!s.take('+') && !s.take('-')) return {};
  const auto hours = s.two_digits();
  s.take(':');
  const auto minutes = s.two_digits();
  if (!hours || !minutes || *hours > 15 || *minutes > 59) return {};
  from = s;
  const Micros offset = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
  return minus ? -offset : offset;
}

std::optional<HeaderTime> take_iso(Scanner& from) {
  Scanner s = from;
  const auto year = take_year(s);
  if (!year || !s.take('-')) return {};
  const auto month = s.number(2, 2);
  if (!month || !s.take('-')) return {};
  const auto day = s.number(2, 2);
  if (!day || (!s.take('T') && !s.take(' '))) return {};
  const auto clock = take_clock(s);
  if (!clock) return {};
  const auto at = on_day(*year, *month, *day, *clock);
  if (!at) return {};
  const auto offset = take_offset(s);
  from = s;
  return HeaderTime{*at - offset.value_or(Micros{0}), offset.has_value()};
}

std::optional<HeaderTime> take_named_month(Scanner& from, UtcTime arrived) {
  Scanner s = from;
  auto year = take_year(s);
  if (year && !s.take(' ')) return {};
  const auto month = take_month(s);
  if (!month || !s.take(' ')) return {};
  s.skip(' ');
  const auto day = s.number(1, 2);
  if (!day || !s.take(' ')) return {};
  if (!year && (year = take_year(s)) && !s.take(' ')) return {};
  const auto clock = take_clock(s);
  if (!clock) return {};
  Scanner behind = s;
  if (!year && behind.take(' ') && ends_year(behind, year)) s = behind;
  const auto at = year ? on_day(*year, *month, *day, *clock) : in_nearest_year(*month, *day, *clock, arrived);
  if (!at) return {};
  from = s;
  return HeaderTime{*at, false};
}

// " UTC", " CEST:"; whether it says that the time is UTC.
bool take_zone_name(Scanner& from) {
  Scanner s = from;
  if (!s.take(' ')) return false;
  const auto ends = [](const Scanner& at) { return at.done() || at.at_any(" :"); };
  for (const std::string_view zone : {"UTC", "GMT", "Z"}) {
    Scanner probe = s;
    if (!probe.take(zone) || !ends(probe)) continue;
    from = probe;
    return true;
  }
  for (const auto zone : kZones) {
    Scanner probe = s;
    if (!probe.take(zone) || !ends(probe)) continue;
    from = probe;
    break;
  }
  return false;
}

}  // namespace

std::optional<HeaderTime> take_time(std::string_view& text, UtcTime arrived) {
  Scanner s(text);
  auto time = take_iso(s);
  if (!time) time = take_named_month(s, arrived);
  if (!time) return {};
  if (!time->zoned) time->zoned = take_zone_name(s);
  text = s.rest();
  return time;
}

}  // namespace redrive::central
