// Central's ROUTER socket: CURVE always on, ZAP bound first and proven at start, MANDATORY, bounded queues.
#pragma once

#include <memory>
#include <string>

#include "shared/base/time.h"
#include "shared/link/keys.h"
#include "shared/link/transport.h"
#include "shared/link/zap_gate.h"

namespace redrive::link {

struct RouterOptions {
  std::string endpoint;     // "tcp://*:7461"; port 0 or * picks a free one, see bound_endpoint
  int per_peer_queue = 64;  // frames queued to a peer before kFull
  int io_threads = 1;
};

// The socket and its gate live and die together.
class CurveRouter {
 public:
  virtual ~CurveRouter() = default;
  virtual RouterTransport& transport() = 0;
  virtual ZapGate& gate() = 0;
  virtual std::string bound_endpoint() const = 0;
  virtual std::uint64_t malformed()
      const = 0;  // messages dropped because they were not exactly one frame; owner's thread
};

// Binds the gate, then the socket, then proves the gate by a connection with a random key that must be refused; kFailed
// when it is not, kUnavailable when the endpoint cannot be bound.
base::Result<std::unique_ptr<CurveRouter>> open_curve_router(const RouterOptions& options, const KeyPair& keys,
                                                             const base::Clock& clock);

}  // namespace redrive::link
