// The configuration in force; a reload swaps it whole.
#pragma once

#include <memory>
#include <mutex>

namespace redrive::config {

// Safe from any thread. What get() returned stays valid and unchanged while it is held.
template <typename Options>
class Live {
 public:
  explicit Live(Options options) : current_(std::make_shared<const Options>(std::move(options))) {}
  std::shared_ptr<const Options> get() const {
    std::lock_guard lock(mutex_);
    return current_;
  }
  void set(Options options) { set(std::make_shared<const Options>(std::move(options))); }
  void set(std::shared_ptr<const Options> next) {
    std::lock_guard lock(mutex_);
    current_ = std::move(next);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Options> current_;
};

}  // namespace redrive::config
