// The filter of sealed programs (seal.h) as the kernel takes it.
#pragma once

#include <linux/filter.h>

#include <cstdint>
#include <vector>

namespace redrive::sys {

// The one program that may be executed is the one open as this descriptor, which closes with that.
inline constexpr int kSealedProgram = 4;

// Installed before the program is executed, the filter has to let execveat() pass once, and cannot count. It lets it
// pass with `password` as sixth argument, which the kernel ignores: whoever runs afterwards does not know it, and is
// ended by the first wrong guess.
std::vector<sock_filter> seal_filter(std::uint64_t password);

}  // namespace redrive::sys
