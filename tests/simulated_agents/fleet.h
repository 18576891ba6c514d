// All agents of a simulated fleet, or a part of them, in one thread.
#pragma once

#include <memory>
#include <vector>

#include "shared/link/curve_dealer.h"
#include "tests/simulated_agents/control.h"
#include "tests/simulated_agents/fleet_script.h"
#include "tests/simulated_agents/simulated_agent.h"

namespace redrive::simulated {

struct FleetPlace {
  std::string central;                      // tcp://HOST:PORT
  std::string central_key;                  // Z85
  std::size_t first = 0, count = SIZE_MAX;  // which of the script's servers are played here
};

// Lives on the loop's thread. A process needs six descriptors for each agent.
class Fleet {
 public:
  Fleet(sys::EventLoop& loop, const base::Clock& clock, const FleetScript& script, World world, FleetPlace place);
  Fleet(const Fleet&) = delete;
  Fleet& operator=(const Fleet&) = delete;

  void start();  // every agent dials
  // Says what was done, as JSON; kNotFound where there is no such thing. Stop is not for the fleet.
  base::Result<std::string> act(const Control& control);
  Counters counters() const;
  const World& world() const { return world_; }

 private:
  std::unique_ptr<link::DealerTransport> dial(std::size_t agent);
  bool pump_due();
  std::vector<std::size_t> draw(std::uint32_t number, bool percent);
  std::string drop(const Drop& drop);
  std::string restart(const Restart& restart);

  sys::EventLoop& loop_;
  const FleetPlace place_;
  const std::uint64_t seed_;
  World world_;
  base::SeededRandom random_;
  Counters counters_;
  Surroundings around_;
  link::DealerPool pool_;
  std::vector<link::KeyPair> keys_;
  std::vector<bool> is_due_, is_away_;  // by agent
  std::vector<std::size_t> due_;
  std::vector<std::unique_ptr<SimulatedAgent>> agents_;
};

}  // namespace redrive::simulated
