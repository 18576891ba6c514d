#include "shared/model/working_hours.h"

#include <algorithm>

#include "shared/model/outage.h"

namespace redrive::model {
namespace {

using std::chrono::minutes;

constexpr std::chrono::days kLook{32};
constexpr int kMostLooks = 60;
constexpr minutes kDay = std::chrono::hours(24);

// What lies in [from, to), of all lines together, without overlaps, in order.
std::vector<Period> worked(const WorkingHours& working, base::UtcTime from, base::UtcTime to) {
  std::vector<Period> all;
  for (const Times& times : working.times) {
    const auto some = times->within(from, to);
    all.insert(all.end(), some.begin(), some.end());
  }
  std::sort(all.begin(), all.end(), [](const Period& a, const Period& b) { return a.start < b.start; });
  std::vector<Period> out;
  base::UtcTime done = from;
  for (const Period& period : all) {
    const Period rest{std::max(period.start, done), std::min(period.end, to)};
    if (rest.start >= rest.end) continue;
    out.push_back(rest);
    done = rest.end;
  }
  return out;
}

std::optional<std::size_t> weekday(std::string_view text) {
  static constexpr std::array<std::string_view, 7> kDays{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"};
  const auto at = std::find(kDays.begin(), kDays.end(), text);
  if (at == kDays.end()) return std::nullopt;
  return static_cast<std::size_t>(at - kDays.begin());
}

// "Mo", or "Mo-Fr", which may run over the end of the week.
bool add_days(std::string_view text, std::array<bool, 7>& days) {
  const auto first = weekday(text.substr(0, 2));
  const auto last = text.size() == 2                     ? first
                    : text.size() == 5 && text[2] == '-' ? weekday(text.substr(3))
                                                         : std::nullopt;
  if (!first || !last) return false;
  for (std::size_t day = *first;; day = (day + 1) % 7) {
    days[day] = true;
    if (day == *last) return true;
  }
}

std::optional<minutes> clock(std::string_view text) {
  const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9' ? text[at] - '0' : 1000; };
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const int hour = digit(0) * 10 + digit(1), minute = digit(3) * 10 + digit(4);
  if (minute > 59 || hour * 60 + minute > kDay.count()) return std::nullopt;
  return minutes(hour * 60 + minute);
}

}  // namespace

base::UtcTime after_working(const WorkingHours& working, base::UtcTime from, base::Micros span) {
  if (working.times.empty()) return from + span;
  base::UtcTime at = from;
  for (int look = 0; look < kMostLooks; ++look, at += kLook) {
    for (const Period& period : worked(working, at, at + kLook)) {
      if (span <= period.end - period.start) return period.start + span;
      span -= period.end - period.start;
    }
  }
  return kEndless;
}

std::optional<HoursLine> parse_hours(std::string_view text) {
  const auto space = text.find(' ');
  if (space == text.npos || text.size() - space != sizeof(" 08:00-17:00") - 1 || text[space + 6] != '-')
    return std::nullopt;
  HoursLine line;
  for (std::string_view days = text.substr(0, space);;) {
    const auto comma = std::min(days.find(','), days.size());
    if (!add_days(days.substr(0, comma), line.days)) return std::nullopt;
    if (comma == days.size()) break;
    days.remove_prefix(comma + 1);
  }
  const auto start = clock(text.substr(space + 1, 5)), end = clock(text.substr(space + 7));
  if (!start || !end || *start == kDay || *start == *end) return std::nullopt;
  line.start = *start;
  line.length = *end > *start ? *end - *start : *end - *start + kDay;
  return line;
}

}  // namespace redrive::model
