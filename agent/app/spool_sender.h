// Brings the spool's items to central: one batch at a time, repeated until it is acknowledged as durable (A1).
#pragma once

#include "agent/app/central_link.h"
#include "agent/spool/spool.h"
#include "shared/sys/event_loop.h"

namespace redrive::agent {

// Lives on the loop's thread, but for poke().
class SpoolSender {
 public:
  // An acknowledgement needs a commit at central; after `wait` without one the batch is sent again.
  SpoolSender(sys::EventLoop& loop, CentralLink& link, Spool& spool, base::Micros wait = base::Micros{15'000'000})
      : loop_(loop), link_(link), spool_(spool), wait_(wait) {}

  void poke();   // from any thread: something was put into the spool
  void ready();  // central has welcomed us: what was sent before may be lost
  void take(const wire::SpoolAck& ack);

 private:
  void send();
  void give_up_waiting();

  sys::EventLoop& loop_;
  CentralLink& link_;
  Spool& spool_;
  const base::Micros wait_;
  bool waiting_ = false;  // for the acknowledgement of a batch
  sys::EventLoop::TimerId timer_ = 0;
};

}  // namespace redrive::agent
