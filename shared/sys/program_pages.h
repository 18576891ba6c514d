// The pages of the program itself and of its libraries.
#pragma once

namespace redrive::sys {

// Takes what was read of them out of this process's memory; what is used again is mapped again at its first use, from
// the page cache. For a program that rests for long after a start that is most of its code: the kernel counts such
// pages as this process's, and keeps mapped code in memory longer than other files' pages (mm/vmscan.c, VM_EXEC).
void unmap_program_pages();

}  // namespace redrive::sys
