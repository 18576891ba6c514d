// A mailbox in memory for tests: what lies in it, and what goes wrong, is said by the test.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "mail/transport/mailbox.h"

namespace redrive::mail {

// Safe from any thread. Each session sees the mails that are there when it is opened.
class FakeMailbox final : public MailboxClient {
 public:
  struct Mail {
    std::string uid, bytes;
    std::uint64_t size = 0;  // said by list(); 0 = the bytes' own
  };
  enum class Step { kOpen, kList, kFetch, kRemove, kClose, kAfterClose };

  void put(Mail mail) {
    std::lock_guard lock(mutex_);
    mails_.push_back(std::move(mail));
  }
  void give_names(bool names) {
    std::lock_guard lock(mutex_);
    names_ = names;
  }
  // Called at each step, outside the lock; an error is the step's outcome. At kAfterClose the removals were done.
  void on_step(std::function<base::Status(Step, const WaitingMail&)> hook) { hook_ = std::move(hook); }

  std::vector<std::string> uids() const {
    std::lock_guard lock(mutex_);
    std::vector<std::string> out;
    for (const auto& mail : mails_) out.push_back(mail.uid);
    return out;
  }
  int opened() const { return locked(opened_); }
  int fetched() const { return locked(fetched_); }
  base::Micros ending() const { return locked(ending_); }  // what end_within() was told; 0 = was not

  base::Result<std::unique_ptr<Mailbox>> open() override {
    if (auto good = step(Step::kOpen, {}); !good) return tl::unexpected<base::Error>(good.error());
    std::lock_guard lock(mutex_);
    ++opened_;
    return std::make_unique<Session>(*this, mails_);
  }
  void end_within(base::Micros span) override {
    std::lock_guard lock(mutex_);
    ending_ = span;
  }

 private:
  class Session final : public Mailbox {
   public:
    Session(FakeMailbox& box, std::vector<Mail> mails) : box_(box), mails_(std::move(mails)) {}

    base::Result<std::vector<WaitingMail>> list() override {
      if (auto good = step(Step::kList, {}); !good) return tl::unexpected<base::Error>(good.error());
      const bool names = box_.locked(box_.names_);
      std::vector<WaitingMail> out;
      for (const auto& mail : mails_) {
        const auto number = static_cast<std::uint32_t>(out.size() + 1);
        out.push_back({number, mail.size == 0 ? mail.bytes.size() : mail.size, names ? mail.uid : ""});
      }
      return out;
    }
    base::Result<std::string> fetch(const WaitingMail& mail, std::size_t most) override {
      if (auto good = step(Step::kFetch, mail); !good) return tl::unexpected<base::Error>(good.error());
      const std::string& bytes = mails_.at(mail.number - 1).bytes;
      if (bytes.size() > most) {
        over_ = true;
        return base::fail(base::ErrorCode::kNoSpace, "larger than the server said");
      }
      std::lock_guard lock(box_.mutex_);
      ++box_.fetched_;
      return bytes;
    }
    base::Status remove(const WaitingMail& mail) override {
      if (auto good = step(Step::kRemove, mail); !good) return good;
      removed_.insert(mails_.at(mail.number - 1).uid);
      return {};
    }
    base::Status close() override {
      if (auto good = step(Step::kClose, {}); !good) return good;
      over_ = true;
      {
        std::lock_guard lock(box_.mutex_);
        std::erase_if(box_.mails_, [this](const Mail& mail) { return removed_.contains(mail.uid); });
      }
      return box_.step(Step::kAfterClose, {});
    }

   private:
    base::Status step(Step step, const WaitingMail& mail) {
      if (over_) return base::fail(base::ErrorCode::kUnavailable, "the session is over");
      auto good = box_.step(step, mail);
      over_ = !good && good.error().code != base::ErrorCode::kNotFound;
      return good;
    }

    FakeMailbox& box_;
    const std::vector<Mail> mails_;
    std::set<std::string> removed_;
    bool over_ = false;
  };

  template <typename T>
  T locked(const T& value) const {
    std::lock_guard lock(mutex_);
    return value;
  }
  base::Status step(Step step, const WaitingMail& mail) { return hook_ ? hook_(step, mail) : base::Status{}; }

  mutable std::mutex mutex_;  // guards what follows
  std::vector<Mail> mails_;
  bool names_ = true;
  int opened_ = 0, fetched_ = 0;
  base::Micros ending_{0};
  std::function<base::Status(Step, const WaitingMail&)> hook_;  // set before use
};

}  // namespace redrive::mail
