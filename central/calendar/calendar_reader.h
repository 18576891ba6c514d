// An iCalendar text as outages (A5; docs/outages.md says what is read of it).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/base/time.h"
#include "shared/config/problem.h"
#include "shared/model/inventory.h"
#include "shared/model/outage.h"

namespace redrive::central::calendar {

inline constexpr std::size_t kMostEvents = 2000;  // of one calendar

struct CalendarContext {
  const model::Inventory& inventory;
  std::string zone;       // of times that name none, "Europe/Oslo"; empty = such times are refused
  base::UtcTime now{};    // what was over a week before is left out
  std::string id_prefix;  // "config:"
  std::string created_by;
};

struct CalendarEvents {
  std::vector<model::Outage> outages;  // one for each thing an event names; ids from UID and name
  std::vector<std::string> uids;       // of all events, also of those that are cancelled or over
};

// All of it or everything that is wrong, with its line; `file` is the name put into the problems and places.
config::Parsed<CalendarEvents> read_calendar(std::string_view text, const std::string& file,
                                             const CalendarContext& context);

}  // namespace redrive::central::calendar
