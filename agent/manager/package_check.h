// Is a package still in the store, as a check of a preflight?
#pragma once

#include "agent/manager/manager.h"

namespace redrive::agent {

// Its size is added to `bytes`.
model::PreflightCheck check_package(const LocalPackage& package, std::uint64_t& bytes);

}  // namespace redrive::agent
