// The transport seam: frames between central and agents, peers known by key. Implementations: CURVE over ZeroMQ
// (curve_router.h, curve_dealer.h) and an in-memory pair for tests (memory_transport.h). One thread owns an object;
// nothing blocks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace redrive::link {

// A connection of a peer, as the ROUTER names it: a new one for each reconnect. Opaque bytes.
using PeerId = std::string;

enum class SendResult {
  kSent,  // handed to the transport; whether it arrived is only known by an answer
  kFull,  // the peer's bounded queue is full; nothing was sent, try later
  kGone,  // no such connection any more
};

struct Received {
  PeerId peer;
  std::string key;  // the peer's public key (Z85) as proven by CURVE, never a claimed name
  std::string frame;
};

// Central's end.
class RouterTransport {
 public:
  virtual ~RouterTransport() = default;
  virtual SendResult send(const PeerId& peer, std::string_view frame) = 0;
  virtual std::optional<Received> receive() = 0;  // nothing = nothing waiting
  // Becomes readable when something may wait. Edge-like: after any send or receive, ask receive() until it has nothing
  // before waiting on it again (EventLoop::add_pump does).
  virtual int fd() const = 0;
};

enum class LinkState {
  kConnecting,  // dialling or shaking hands
  kConnected,
  kRefused,  // central does not know this key, or cannot be dialled so; the owner backs off and calls reconnect()
};

// An agent's end: one connection, to one of several centrals.
class DealerTransport {
 public:
  virtual ~DealerTransport() = default;
  virtual SendResult send(std::string_view frame) = 0;
  virtual std::optional<std::string> receive() = 0;
  // Tells each change once, in the order it happened: ask after every wake-up, so that a connection lost and made anew
  // is seen as such. send() says kGone until kConnected has been told.
  virtual LinkState state() = 0;
  virtual void reconnect(
      const std::string& endpoint) = 0;  // drops the connection, what it still held, and dials this one
  // As RouterTransport::fd(); also wakes for changes of state().
  virtual int fd() const = 0;
};

}  // namespace redrive::link
