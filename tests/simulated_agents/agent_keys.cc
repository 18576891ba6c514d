#include "tests/simulated_agents/agent_keys.h"

#include <zmq.h>

#include "shared/base/random.h"

namespace redrive::simulated {

link::KeyPair key_pair_of(std::uint64_t seed, std::size_t agent) {
  base::SeededRandom random(seed * 1'000'003 + agent);
  std::array<std::uint8_t, 32> bytes{};
  random.fill(bytes);
  std::array<char, 41> secret{}, known{};
  zmq_z85_encode(secret.data(), bytes.data(), bytes.size());
  zmq_curve_public(known.data(), secret.data());
  return {known.data(), secret.data()};
}

}  // namespace redrive::simulated
