// What an event of a calendar covers: said by its own X-REDRIVE- lines, by a line "redrive: site=PUN024" that people
// can type in any calendar program, or by a LOCATION that is just a location code.
#pragma once

#include <string>
#include <vector>

#include "central/calendar/content_lines.h"
#include "central/calendar/event_times.h"
#include "shared/model/inventory.h"

namespace redrive::central::calendar {

struct Selector {  // exactly one is set
  std::string server, device, site;

  bool operator==(const Selector&) const = default;
};

inline constexpr std::size_t kMostSelectors = 200;  // of one event

// Without repeats. Empty after at least one complaint: an event that names nothing, or something the inventory does not
// have (where there is an inventory).
std::vector<Selector> selectors_of(const Component& event, const model::Inventory& inventory, const Complain& complain);

}  // namespace redrive::central::calendar
