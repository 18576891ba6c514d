// A mail transport whose servers can be changed while mail is being sent (a reload of [mail]).
#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "mail/transport/mail_transport.h"

namespace redrive::mail {

// All from any thread. What is being sent ends on the transport it began on; that one goes, with its connections, when
// the last of them has ended.
class ReplaceableTransport final : public MailTransport {
 public:
  explicit ReplaceableTransport(std::unique_ptr<MailTransport> first) : current_(std::move(first)) {}

  // Nothing replaces a transport of which the end was asked: a later one would not know.
  void replace(std::unique_ptr<MailTransport> next) {
    std::shared_ptr<MailTransport> old = std::move(next);  // goes after the lock: closing connections may take a moment
    std::lock_guard lock(mutex_);
    if (ending_) return;
    old.swap(current_);
    std::erase_if(replaced_, [](const auto& one) { return one.expired(); });
    replaced_.push_back(old);
  }

  std::vector<RecipientOutcome> send(const Envelope& envelope) override { return current()->send(envelope); }
  void rest() override { current()->rest(); }
  void end_within(base::Micros span) override {
    std::lock_guard lock(mutex_);
    ending_ = true;
    current_->end_within(span);
    for (const auto& one : replaced_) {
      if (const auto still = one.lock()) still->end_within(span);
    }
  }

 private:
  std::shared_ptr<MailTransport> current() {
    std::lock_guard lock(mutex_);
    return current_;
  }

  std::mutex mutex_;
  std::shared_ptr<MailTransport> current_;
  std::vector<std::weak_ptr<MailTransport>> replaced_;  // what is being sent may still be on one
  bool ending_ = false;
};

}  // namespace redrive::mail
