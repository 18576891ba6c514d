// The placeholders of a job's commands (model/job.h).
#pragma once

#include <string_view>

#include "shared/model/job.h"

namespace redrive::agent {

inline constexpr std::string_view kPackagePlaceholder = "{package}";
inline constexpr std::string_view kDevicePlaceholder = "{device}";

// Such a command runs once for each package, any other one once.
bool names_package(const model::Command& command);

// Every occurrence of the placeholder, in every argument, replaced.
model::Command fill(model::Command command, std::string_view placeholder, std::string_view value);

}  // namespace redrive::agent
