// One connection of one agent, as central sees it: who it is, whether it lives, what waits to be sent to it.
#pragma once

#include <deque>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/link/transport.h"
#include "shared/session/liveness.h"
#include "shared/wire/fragment.h"
#include "shared/wire/messages.h"

namespace redrive::central {

// Owned by the loop's thread.
class Peer {
 public:
  // Bytes that may wait for one agent. Beyond it a message is refused: requests fail at once, chunks and commands are
  // asked for again by the agent. One longest message always fits.
  static constexpr std::size_t kMaxQueued = 80ULL * 1024 * 1024;

  Peer(link::PeerId id, std::string key, session::Liveness liveness)
      : id_(std::move(id)), key_(std::move(key)), liveness_(liveness) {}

  // kUnavailable when the queue is full.
  base::Status queue(const wire::Envelope& envelope);
  // Sends what the transport takes. kGone = this connection has ended.
  link::SendResult flush(link::RouterTransport& transport, base::SteadyTime now);
  bool waiting() const { return !frames_.empty(); }

  const link::PeerId& id() const { return id_; }
  const std::string& key() const { return key_; }
  session::Liveness& liveness() { return liveness_; }
  wire::Reassembler& reassembler() { return reassembler_; }

  std::string name;  // from the hello; empty before it
  std::string version;
  std::vector<std::string> capabilities;
  base::UtcTime heard_at{};

  // Requests of this agent that another thread works on. The bound leaves room for the others in the queues all share.
  static constexpr unsigned kMaxInFlight = 64;
  unsigned in_flight = 0;
  bool spool_in_flight = false;  // one batch at a time: what comes meanwhile is its repeat

  // Commands: ids sent over this connection and not acknowledged, and when what waits is looked at (and sent) again.
  static constexpr base::Micros kFirstRepeat{30'000'000}, kLongestRepeat{3'600'000'000};
  std::set<std::string> told;
  std::optional<base::SteadyTime> repeat_at;  // nothing = nothing waits
  base::Micros repeat_after = kFirstRepeat;   // doubles: a large order on a thin link is not piled up

 private:
  link::PeerId id_;
  std::string key_;
  session::Liveness liveness_;
  wire::Reassembler reassembler_;
  std::deque<std::string> frames_;
  std::size_t queued_bytes_ = 0;
};

}  // namespace redrive::central
