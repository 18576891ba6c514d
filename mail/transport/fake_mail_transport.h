// A mail server in memory for tests: outcomes are scripted, everything that was asked of it is recorded.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "mail/transport/mail_transport.h"

namespace redrive::mail {

// Safe from any thread. Without a script every recipient is accepted.
class FakeMailTransport final : public MailTransport {
 public:
  struct Scripted {
    Delivery delivery = Delivery::kAccepted;
    std::string reply;
    Concerns concerns = Concerns::kMail;
  };

  // The next attempt to this recipient ends so; several are used up in order, then it is accepted.
  void script(const std::string& to, Delivery delivery, std::string reply, Concerns concerns = Concerns::kMail) {
    std::lock_guard lock(mutex_);
    scripts_[to].push_back({delivery, std::move(reply), concerns});
  }
  // Called before each transaction, outside the lock.
  void on_send(std::function<void(const Envelope&)> hook) { hook_ = std::move(hook); }

  std::vector<RecipientOutcome> send(const Envelope& envelope) override {
    if (hook_) hook_(envelope);
    std::lock_guard lock(mutex_);
    sent_.push_back(envelope);
    std::vector<RecipientOutcome> outcomes;
    for (const auto& to : envelope.to) outcomes.push_back(answer(to, envelope.message));
    return outcomes;
  }
  void rest() override {
    std::lock_guard lock(mutex_);
    ++rests_;
  }
  void end_within(base::Micros span) override {
    std::lock_guard lock(mutex_);
    ending_ = span;
  }

  std::vector<Envelope> sent() const { return locked(sent_); }
  // The messages in a recipient's mailbox: accepted ones, and those whose end was cut off.
  std::vector<std::string> mailbox(const std::string& to) const {
    std::lock_guard lock(mutex_);
    const auto box = boxes_.find(to);
    return box == boxes_.end() ? std::vector<std::string>() : box->second;
  }
  int rests() const { return locked(rests_); }
  base::Micros ending() const { return locked(ending_); }  // what end_within() was told; 0 = was not

 private:
  template <typename T>
  T locked(const T& value) const {
    std::lock_guard lock(mutex_);
    return value;
  }
  RecipientOutcome answer(const std::string& to, const std::string& message) {
    Scripted next{Delivery::kAccepted, "250 2.0.0 Ok: queued as FAKE" + std::to_string(++queue_id_)};
    if (auto& script = scripts_[to]; !script.empty()) {
      next = std::move(script.front());
      script.pop_front();
    }
    if (next.delivery == Delivery::kAccepted || next.delivery == Delivery::kMaybeSent) boxes_[to].push_back(message);
    const bool taken = next.delivery == Delivery::kAccepted;
    return {to, next.delivery, next.reply, "fake:25", next.concerns, taken ? "FAKE" + std::to_string(queue_id_) : ""};
  }

  mutable std::mutex mutex_;  // guards what follows
  std::map<std::string, std::deque<Scripted>> scripts_;
  std::vector<Envelope> sent_;
  std::map<std::string, std::vector<std::string>> boxes_;
  std::uint64_t queue_id_ = 0;
  int rests_ = 0;
  base::Micros ending_{0};
  std::function<void(const Envelope&)> hook_;  // set before use
};

}  // namespace redrive::mail
