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

// An acknowledgement that brings nothing new answers a batch sent twice; sending for it again would double for ever.
void SpoolSender::take(const wire::SpoolAck& ack) {
  if (ack.spool != spool_.id()) return;
  const auto before = spool_.first_number();
  if (auto done = spool_.acknowledged(ack.through); !done) log::error("spool", done.error().message);
  if (spool_.first_number() == before) return;
  give_up_waiting();
  send();
}

void SpoolSender::send() {
  if (!link_.is_ready() || spool_.first_number() == spool_.next_number()) return;
  auto batch = spool_.batch(spool_.first_number());
  if (batch && batch->items.empty()) return;
  if (batch) {
    link_.send({0, 0, std::move(*batch)});
  } else {
    log::error("spool", batch.error().message);
  }
  waiting_ = true;
  timer_ = loop_.after(wait_, [this] {
    waiting_ = false;
    send();
  });
}

void SpoolSender::give_up_waiting() {
  if (std::exchange(waiting_, false)) loop_.cancel(timer_);
}

}  // namespace redrive::agent
