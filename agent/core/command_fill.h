// The placeholders of a job's commands (model/job.h).
#pragma once

#include <string_view>

#include "shared/model/steps.h"

namespace redrive::agent {

using model::kPackagePlaceholder;
inline constexpr std::string_view kDevicePlaceholder = "{device}";

// Every occurrence of the placeholder, in every argument, replaced.
model::Command fill(model::Command command, std::string_view placeholder, std::string_view value);

}  // namespace redrive::agent
