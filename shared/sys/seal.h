// Running a program that is trusted to compute and with nothing else (R8). Part of the process seam (process.h).
//
// From its first instruction it is under a seccomp filter: of what the kernel offers it has memory, the time, random
// bytes, and reading and writing the four descriptors it begins with. It cannot open or look at files, and what a C
// library may try of that by itself fails with EPERM; sockets, processes and other programs end it at once (SIGSYS). It
// begins in / with an empty environment, has no room for further descriptors, writes no file and leaves no core.
#pragma once

#include <chrono>
#include <cstdint>

namespace redrive::sys {

struct Seal {
  // Of the program, linked statically: it could not open its libraries. What this descriptor holds is what runs,
  // wherever its name has gone; see checked_program.h.
  int program = -1;
  int extra = -1;                                // becomes its descriptor 3, with the rights it was opened with
  std::uint64_t memory = 1024ULL * 1024 * 1024;  // bytes of address space; past them it gets no more
  std::chrono::seconds processor{60};            // then it is killed, also when the agent has gone
};

}  // namespace redrive::sys
