// When an event of a calendar happens (RFC 5545, 3.6.1): DTSTART, DTEND or DURATION, RRULE, RDATE, EXDATE, and the
// instances that were changed by themselves (RECURRENCE-ID).
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "central/calendar/content_lines.h"
#include "central/calendar/zone.h"
#include "shared/model/outage.h"

namespace redrive::central::calendar {

using Complain = std::function<void(unsigned line, std::string what)>;

// The zones of one calendar.
class ZoneBook {
 public:
  // `floating`: the zone of times that name none; empty where such times are refused. X-WR-TIMEZONE of the calendar
  // goes before it. `calendar` must outlive the book.
  ZoneBook(const Component& calendar, std::string floating);

  base::Result<Zone> find(std::string_view tzid);  // the system's of that name, else the calendar's own
  base::Result<Zone> floating();
  const std::string& floating_name() const { return floating_; }

 private:
  std::map<std::string, const Component*, std::less<>> defined_;
  std::map<std::string, base::Result<Zone>, std::less<>> found_;
  std::string floating_;
};

// All that shares a UID; `master` may be missing where only single instances were handed on.
struct EventParts {
  const Component* master = nullptr;
  std::vector<const Component*> changed;  // with RECURRENCE-ID
};

struct EventTimes {
  base::UtcTime start{}, end{};
  model::Times times;        // empty: once
  std::string repeat, zone;  // as model::Outage has them
};

// Nothing after at least one complaint, or when every instance is cancelled. The costs of a rule are bounded: it
// repeats daily or more rarely, lasts at most kMostLength and has at most kMostDates exceptions.
std::optional<EventTimes> read_times(const EventParts& event, ZoneBook& zones, const Complain& complain);

// What read_times gave, from its text (model::Times::text).
base::Result<model::Times> times_from(const std::string& text);

// From a start, an end and a rule in words of the configuration and the API. kInvalid names what is wrong.
base::Result<EventTimes> repeated(base::UtcTime start, base::UtcTime end, const std::string& repeat,
                                  const std::string& zone);

bool is_cancelled(const Component& event);

}  // namespace redrive::central::calendar
