// Central looked over on its own host, from its configuration: whether it could run, and whether what it needs around
// it is there. Looks only: no file is made, no mail is sent, the database is opened for reading.
#pragma once

#include <filesystem>
#include <vector>

#include "shared/base/time.h"
#include "shared/checkup/finding.h"

namespace redrive::central {

// In the order in which one would look. Where the configuration cannot be read, what hangs on it is left out.
std::vector<checkup::Finding> examine(const std::filesystem::path& config, const base::Clock& clock);

}  // namespace redrive::central
