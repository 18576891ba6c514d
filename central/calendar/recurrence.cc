#include "central/calendar/recurrence.h"

#include <algorithm>

#include "shared/model/outage.h"

namespace redrive::central::calendar {
namespace {

using base::UtcTime;
using model::Period;

constexpr std::chrono::days kSlack{2};  // no zone's clock is further from another's
constexpr UtcTime kLatest = std::chrono::sys_days{std::chrono::year{2583} / 1 / 1};
constexpr UtcTime kEarliest = std::chrono::sys_days{std::chrono::year{1601} / 1 / 1};

// In order; as one where they overlap or meet.
std::vector<Period> joined(std::vector<Period> periods) {
  std::sort(periods.begin(), periods.end(), [](const Period& a, const Period& b) { return a.start < b.start; });
  std::vector<Period> out;
  for (const Period& period : periods) {
    if (!out.empty() && period.start <= out.back().end) {
      out.back().end = std::max(out.back().end, period.end);
    } else {
      out.push_back(period);
    }
  }
  return out;
}

}  // namespace

Period period_from(Local start, const Span& length, const Zone& zone) {
  const UtcTime begin = zone.to_utc(start);
  if (length.days == std::chrono::days{0}) return {begin, begin + length.seconds};
  return {begin, zone.to_utc(start + length.days) + length.seconds};
}

Recurrence::Recurrence(Course course, std::string text) : course_(std::move(course)), text_(std::move(text)) {
  std::sort(course_.left_out.begin(), course_.left_out.end());
}

std::vector<Period> Recurrence::within(UtcTime from, UtcTime to) const {
  from = std::clamp(from, kEarliest, kLatest);
  to = std::clamp(to, kEarliest, kLatest);
  std::vector<Period> found;
  const auto take = [&](const Period& period) {
    if (period.start < to && period.end > from && found.size() < kMostOccurrences) found.push_back(period);
  };
  std::for_each(course_.added.begin(), course_.added.end(), take);
  if (!course_.rule) return joined(std::move(found));
  const Local first = course_.zone.to_local(from) - kMostLength - kSlack, last = course_.zone.to_local(to) + kSlack;
  for (const Local start : course_.rule->starts(first, last, kMostOccurrences)) {
    const Period period = period_from(start, course_.length, course_.zone);
    if (!std::binary_search(course_.left_out.begin(), course_.left_out.end(), period.start)) take(period);
  }
  return joined(std::move(found));
}

UtcTime Recurrence::end() const {
  if (course_.rule && !course_.rule->last()) return model::kEndless;
  UtcTime end{};
  if (course_.rule) end = period_from(*course_.rule->last(), course_.length, course_.zone).end;
  for (const Period& period : course_.added) end = std::max(end, period.end);
  return end;
}

}  // namespace redrive::central::calendar
