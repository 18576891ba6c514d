// How much of a package is asked for at once.
#pragma once

#include <cstdint>

#include "shared/wire/limits.h"

namespace redrive::agent {

// Bytes. Larger chunks move no faster under CURVE (64 kB to 1 MB are alike) and hold up what comes behind them on a
// thin link; central answers with at most wire::kFragment.
inline constexpr std::uint32_t kChunkSize = 256 * 1024;
static_assert(kChunkSize <= wire::kFragment);

}  // namespace redrive::agent
