// From how a step went wrong to a failure type.
#pragma once

#include <string>
#include <string_view>

#include "agent/manager/device_carrier.h"
#include "shared/sys/process.h"

namespace redrive::agent {

// errno of a file operation on a device: ENOSPC and EDQUOT disk_full, EACCES, EPERM and EROFS auth_failed, ENOENT,
// ENOTDIR, EIO and the like device_unreachable, else `fallback`.
std::string_view type_of_errno(int error, std::string_view fallback);

// The type that a program's output names plainly ("No space left on device"), else `fallback`.
std::string_view type_of_output(std::string_view output, std::string_view fallback);

// How a process ended: nothing to say for exit 0, else type and message (the telling line first, then the output's
// tail, bounded).
StepResult<void> judge(const sys::ProcessResult& result, const model::Command& argv, std::string_view fallback);

}  // namespace redrive::agent
