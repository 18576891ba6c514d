#include "shared/session/liveness.h"

namespace redrive::session {

Liveness::Liveness(base::Micros send_every, base::Micros silent_after, base::SteadyTime now)
    : send_every_(send_every), silent_after_(silent_after), heard_(now), sent_(now), checked_(now) {}

void Liveness::heard(base::SteadyTime now) {
  heard_ = now;
}

void Liveness::sent(base::SteadyTime now) {
  sent_ = now;
}

bool Liveness::must_send(base::SteadyTime now) const {
  return now - sent_ >= send_every_;
}

bool Liveness::silent(base::SteadyTime now) {
  // A check due every send_every_ that comes after twice that means that we stood still, not the peer.
  const bool stalled = now - checked_ > 2 * send_every_;
  checked_ = now;
  if (stalled) heard_ = now;
  return now - heard_ >= silent_after_;
}

}  // namespace redrive::session
