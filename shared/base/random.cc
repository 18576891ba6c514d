#include "shared/base/random.h"

#include <sodium.h>

#include <cstdlib>

namespace redrive::base {

std::uint64_t Random::below(std::uint64_t bound) {
  if (bound == 0) return 0;
  // Values past the last whole multiple of bound are thrown away, so that no result is favoured.
  const std::uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
  std::uint64_t value = 0;
  do {
    fill({reinterpret_cast<std::uint8_t*>(&value), sizeof value});
  } while (value >= limit);
  return value % bound;
}

SystemRandom::SystemRandom() {
  if (sodium_init() < 0) std::abort();  // no source of randomness: nothing safe can be done
}

void SystemRandom::fill(std::span<std::uint8_t> out) {
  randombytes_buf(out.data(), out.size());
}

void SeededRandom::fill(std::span<std::uint8_t> out) {
  for (auto& byte : out) {
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    byte = static_cast<std::uint8_t>(z ^ (z >> 31));
  }
}

}  // namespace redrive::base
