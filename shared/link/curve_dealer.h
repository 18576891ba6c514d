// An agent's DEALER socket. libzmq redials by itself (1 s, doubling to 60 s) after most losses, but never after ZAP
// refused the key nor after a broken frame: an owner that is kRefused, or kConnecting for long, calls reconnect().
#pragma once

#include <memory>
#include <string>

#include "shared/link/keys.h"
#include "shared/link/transport.h"

namespace redrive::link {

struct DealerOptions {
  std::string endpoint;     // first central to dial
  std::string central_key;  // Z85; the agent talks to nobody else
  int queue = 256;          // frames waiting to be sent before kFull
};

base::Result<std::unique_ptr<DealerTransport>> open_curve_dealer(const DealerOptions& options, const KeyPair& keys);

// Many agents' ends in one process: they share libzmq's threads, where each dealer by itself has two of its own. For
// simulated fleets. A dealer takes six descriptors.
class DealerPool {
 public:
  explicit DealerPool(std::size_t dealers);  // so many open at a time, at most
  ~DealerPool();                             // its dealers may outlive it
  DealerPool(const DealerPool&) = delete;
  DealerPool& operator=(const DealerPool&) = delete;

  base::Result<std::unique_ptr<DealerTransport>> open(const DealerOptions& options, const KeyPair& keys) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace redrive::link
