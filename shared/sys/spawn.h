// Starting a child process cleanly; the waiting is in process.cc.
#pragma once

#include <sys/types.h>

#include "shared/sys/process.h"

namespace redrive::sys {

// What a child gets as its standard descriptors. All above 2, or -1.
struct ChildFiles {
  int in;  // -1 = /dev/null
  int out, error;
};

// Starts request.argv as the leader of a process group of its own, with these and no other descriptors, no signal
// blocked or ignored. 0 and the pid, or the errno of what failed (ENOENT for
// a missing program as well as for a missing directory).
int spawn_child(const ProcessRequest& request, const ChildFiles& files, pid_t& pid);

// The same for request.seal's program, sealed (seal.h). Not started where the kernel cannot seal it.
int spawn_sealed(const ProcessRequest& request, const ChildFiles& files, pid_t& pid);

}  // namespace redrive::sys
