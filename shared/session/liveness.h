// Is the peer still there? Judged by our own messages, never by ZeroMQ heartbeats (docs/pitfalls.md).
#pragma once

#include "shared/base/time.h"

namespace redrive::session {

// One peer, one owner thread. Judges nobody right after a stall of our own: when check() itself came late, the peer
// gets a whole new period, since its messages may be waiting unread.
class Liveness {
 public:
  Liveness(base::Micros send_every, base::Micros silent_after, base::SteadyTime now);
  void heard(base::SteadyTime now);
  void sent(base::SteadyTime now);
  bool must_send(base::SteadyTime now) const;  // nothing sent for send_every
  bool silent(base::SteadyTime now);           // nothing heard for silent_after; call at least every send_every

 private:
  base::Micros send_every_, silent_after_;
  base::SteadyTime heard_, sent_, checked_;
};

}  // namespace redrive::session
