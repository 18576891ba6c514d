// What of the reported locations the table and the inventory cannot settle, so that somebody adds an alias or mends a
// record (T1).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "central/core/location_book.h"
#include "central/store/reported_places.h"

namespace redrive::central {

struct LocationToFix {
  std::string reported;        // empty: none was
  std::string server, device;  // whose alert it was, as an example: the newest
  std::uint64_t alerts = 0, tickets = 0;
  base::UtcTime last_at{};
  Place place;             // as the book finds it now, for the example
  std::string suggestion;  // in words: what would settle it
};

// Grouped by text, or by device where no text was reported; what the book settles by now is not in it. Those with open
// tickets first, then those with most alerts.
std::vector<LocationToFix> locations_to_fix(const LocationBook& book, const std::vector<ReportedPlace>& reported);

}  // namespace redrive::central
