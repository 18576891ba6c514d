// A mail transport whose server can be changed while mail is being sent (a reload of [mail]).
#pragma once

#include <memory>
#include <mutex>
#include <utility>

#include "mail/transport/mail_transport.h"

namespace redrive::mail {

// replace() and end_within() from any thread, the rest as MailTransport says. What is being sent ends on the transport
// it began on; that one goes, with its connections, before the next mail.
class ReplaceableTransport final : public MailTransport {
 public:
  explicit ReplaceableTransport(std::unique_ptr<MailTransport> first) : current_(std::move(first)) {}

  void replace(std::unique_ptr<MailTransport> next) {
    std::lock_guard lock(mutex_);
    next_ = std::move(next);
  }

  std::vector<RecipientOutcome> send(const Envelope& envelope) override { return newest().send(envelope); }
  void rest() override { newest().rest(); }
  // Nothing replaces a transport of which the end was asked: a later one would not know.
  void end_within(base::Micros span) override {
    std::lock_guard lock(mutex_);
    ending_ = true;
    current_->end_within(span);
  }

 private:
  MailTransport& newest() {
    std::unique_ptr<MailTransport> old;  // goes after the lock: closing a connection may take a moment
    std::lock_guard lock(mutex_);
    if (next_ && !ending_) old = std::exchange(current_, std::move(next_));
    return *current_;
  }

  std::mutex mutex_;
  std::unique_ptr<MailTransport> current_, next_;  // current_ is exchanged by the sending thread alone
  bool ending_ = false;
};

}  // namespace redrive::mail
