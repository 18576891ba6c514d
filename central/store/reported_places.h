// Where alerts and open tickets say they are, for the list of locations to fix.
#pragma once

#include <string>
#include <vector>

#include "central/store/database.h"
#include "shared/base/time.h"

namespace redrive::central {

struct ReportedPlace {
  std::string text, server, device;  // as the alerts or tickets name them
  std::uint64_t alerts = 0;          // firing ones among those looked at
  std::uint64_t tickets = 0;         // not closed
  base::UtcTime last_at{};
};

// Of the newest `alerts` rows of the inbox those received since, and of all tickets that are not closed but for those
// of a package or of the fleet, for which no place counts. Each text, server and device once, newest first, at most
// `most` of alerts and as many of tickets.
base::Result<std::vector<ReportedPlace>> reported_places(Database& db, base::UtcTime since, std::int64_t alerts,
                                                         std::size_t most);

}  // namespace redrive::central
