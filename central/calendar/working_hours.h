// Hours of the week, lines like "Mo-Fr 08:00-17:00" in a time zone: when maintenance centres work, when waves begin.
#pragma once

#include "shared/base/result.h"
#include "shared/config/central_options.h"
#include "shared/model/working_hours.h"

namespace redrive::central {

// The lines must be ones that model::parse_hours reads. kInvalid: the system has no such zone.
base::Result<model::WorkingHours> read_hours(std::vector<std::string> lines, std::string zone);

// Fills in when the [[centre]]s of central.toml work.
void complete_hours(config::CentralDraft& draft, const config::Reading& reading, config::Problems& problems);

}  // namespace redrive::central
