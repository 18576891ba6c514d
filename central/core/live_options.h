// Central's configuration in force.
#pragma once

#include "shared/config/central_options.h"
#include "shared/config/live.h"

namespace redrive::central {

// Swapped by the deciding thread alone, after the commit of a reload: what a transaction sees does not change under it.
using LiveOptions = config::Live<config::CentralOptions>;

}  // namespace redrive::central
