// From how ssh or rsync ended to a failure type and the words of whoever failed.
#pragma once

#include "agent/manager/device_carrier.h"
#include "shared/sys/process.h"

namespace redrive::agent {

// ssh ran `program` on the device. 255 is ssh's own (no connection, refused key, unknown host key, connection lost),
// 127 that the program could not be started there; anything else is the program's: `fallback`, or what it said.
StepResult<void> judge_ssh(const sys::ProcessResult& result, const std::string& program, std::string_view fallback);

// rsync(1), EXIT VALUES: what was said plainly first, then the status: 11 disk_full, 24 package_missing (vanished
// here), 127 configuration (no rsync there), the rest transfer_interrupted.
StepResult<void> judge_rsync(const sys::ProcessResult& result);

}  // namespace redrive::agent
