// central.toml with what needs a calendar's understanding: `repeat` of [[outage]] and the files of [outages] calendars.
#pragma once

#include "shared/base/time.h"
#include "shared/config/central_options.h"

namespace redrive::central {

// config::load_central_options with all its outages. Problems of the calendar files come after those of the
// configuration and its inventory, each with its file and line. `now`: what was over a week before is left out.
config::Parsed<config::CentralOptions> load_options(const std::filesystem::path& file, base::UtcTime now);

}  // namespace redrive::central
