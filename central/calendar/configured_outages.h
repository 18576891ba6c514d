// The outages of central.toml that need a calendar's understanding: `repeat` of [[outage]] and the files of [outages]
// calendars.
#pragma once

#include "shared/base/time.h"
#include "shared/config/central_options.h"

namespace redrive::central {

// Adds them to the draft. Problems of the calendar files come with their file and line. `now`: what was over a week
// before is left out.
void complete_outages(config::CentralDraft& draft, const config::Reading& reading, base::UtcTime now,
                      config::Problems& problems);

}  // namespace redrive::central
