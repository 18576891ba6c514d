// The CURVE keys of simulated agents: drawn from the fleet's seed, so that they need not be kept. No secret of anybody.
#pragma once

#include "shared/link/keys.h"

namespace redrive::simulated {

link::KeyPair key_pair_of(std::uint64_t seed, std::size_t agent);

}  // namespace redrive::simulated
