// Starting a child process cleanly; the waiting is in process.cc.
#pragma once

#include <sys/types.h>

#include "shared/sys/process.h"

namespace redrive::sys {

// Starts request.argv as the leader of a process group of its own, with stdout and stderr on `output_fd`, stdin on
// /dev/null, no other descriptor, no signal blocked or ignored. 0 and the pid, or the errno of what failed (ENOENT for
// a missing program as well as for a missing directory).
int spawn_child(const ProcessRequest& request, int output_fd, pid_t& pid);

}  // namespace redrive::sys
