// One file copied whole or not at all.
#pragma once

#include <filesystem>

#include "agent/manager/device_carrier.h"

namespace redrive::agent {

// Copies `from` to `to` through a temporary file beside it: synced, renamed, directory synced. Keeps to
// bounds.bandwidth; stops between pieces at the deadline or on a stop. Never follows a link in the place of the file or
// of the temporary one.
StepResult<void> copy_file(const std::filesystem::path& from, const std::filesystem::path& to, const StepBounds& bounds,
                           const base::Clock& clock);

// A StepFailure from errno: "cannot write /x: No space left on device".
StepFailure file_failure(std::string_view doing, const std::filesystem::path& path, int error);

}  // namespace redrive::agent
