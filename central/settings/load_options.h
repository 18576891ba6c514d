// central.toml with all that its further files hold.
#pragma once

#include "shared/base/time.h"
#include "shared/config/central_options.h"

namespace redrive::central {

// config::load_central_options with its outages and the templates of its mails. Problems of further files come after
// those of the configuration and its inventory, each with its file and line. `now`: outages that were over a week
// before are left out.
config::Parsed<config::CentralOptions> load_options(const std::filesystem::path& file, base::UtcTime now);

}  // namespace redrive::central
