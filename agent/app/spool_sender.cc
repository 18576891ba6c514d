#include "agent/app/spool_sender.h"

#include "shared/log/log.h"

namespace redrive::agent {

void SpoolSender::poke() {
  loop_.post([this] {
    if (!waiting_) send();
  });
}

void SpoolSender::ready() {
  give_up_waiting();
  send();
}

void SpoolSender::take(const wire::SpoolAck& ack) {
  if (ack.spool != spool_.id()) return;
  if (auto done = spool_.acknowledged(ack.through); !done) log::error("spool", done.error().message);
  give_up_waiting();
  send();
}

void SpoolSender::send() {
  if (!link_.is_ready() || spool_.first_number() == spool_.next_number()) return;
  auto batch = spool_.batch(spool_.first_number());
  if (!batch) {
    log::error("spool", batch.error().message);
    return;
  }
  if (batch->items.empty()) return;
  link_.send({0, 0, std::move(*batch)});
  waiting_ = true;
  timer_ = loop_.after(kAckWait, [this] {
    waiting_ = false;
    send();
  });
}

void SpoolSender::give_up_waiting() {
  if (std::exchange(waiting_, false)) loop_.cancel(timer_);
}

}  // namespace redrive::agent
