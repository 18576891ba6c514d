// The two implementations of the transport behind one face, so that one suite is run on both.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "shared/link/curve_dealer.h"
#include "shared/link/curve_router.h"

namespace redrive::link::test {

// A central and the agents a test makes.
class World {
 public:
  virtual ~World() = default;
  virtual CurveRouter& central() = 0;
  virtual std::unique_ptr<DealerTransport> dial(const KeyPair& keys) = 0;
  virtual std::string endpoint() = 0;  // for reconnect()

  RouterTransport& router() { return central().transport(); }
  void allow(const std::vector<KeyPair>& keys) {
    std::set<std::string> allowed;
    for (const auto& pair : keys) allowed.insert(pair.public_key);
    central().gate().set_allowed(std::move(allowed));
  }

  base::ManualClock clock_for_notes;
};

struct WorldKind {
  const char* name;
  std::unique_ptr<World> (*make)(int queue);
};
extern const WorldKind kMemory, kCurve, kPooledCurve;

// Calls `done` after every wake-up of one of the descriptors until it says true. False after ten seconds without that:
// no test waits for time to pass, so only a broken one gets there.
bool wait_until(const std::vector<int>& fds, const std::function<bool()>& done);

// As an agent's loop does: reads, asks for the state, until `wanted` was told.
bool wait_for_state(DealerTransport& dealer, LinkState wanted);
std::optional<std::string> wait_for_frame(DealerTransport& dealer);
std::optional<Received> wait_for_frame(RouterTransport& router);

}  // namespace redrive::link::test
