// When a recurring event happens: its rule, the dates added to it and those left out (RFC 5545, 3.8.5).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "central/calendar/rule.h"
#include "central/calendar/zone.h"
#include "shared/model/occurrences.h"

namespace redrive::central::calendar {

// How long one may last that recurs; what reaches into a stretch of time is looked for this far back.
inline constexpr std::chrono::days kMostLength{32};
inline constexpr std::size_t kMostDates = 1000;          // added, and left out
inline constexpr std::size_t kMostOccurrences = 10'000;  // of one answer

struct Course {
  Zone zone = Zone::utc();
  Span length;
  std::optional<Rule> rule;
  std::vector<model::Period> added;     // RDATE, and instances that were moved
  std::vector<base::UtcTime> left_out;  // starts of the rule's: EXDATE, and instances that were moved or cancelled
};

class Recurrence final : public model::Occurrences {
 public:
  Recurrence(Course course, std::string text);

  std::vector<model::Period> within(base::UtcTime from, base::UtcTime to) const override;
  const std::string& text() const override { return text_; }
  base::UtcTime end() const;  // of the last, or model::kEndless

 private:
  Course course_;
  std::string text_;
};

// One that begins at that time on the zone's clock.
model::Period period_from(Local start, const Span& length, const Zone& zone);

}  // namespace redrive::central::calendar
