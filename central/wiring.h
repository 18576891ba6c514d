// Central's parts put together and run until a signal ends them. The only place, with main, that names adapters.
#pragma once

#include "shared/base/result.h"
#include "shared/config/central_options.h"

namespace redrive::central {

// Runs in the foreground until SIGTERM or SIGINT; SIGHUP reads the configuration again. At the end it refuses new work,
// finishes what is in flight and returns.
base::Status run_central(config::CentralOptions options);

}  // namespace redrive::central
