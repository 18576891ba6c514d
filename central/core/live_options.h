// The configuration in force; a reload swaps it whole.
#pragma once

#include <memory>
#include <mutex>

#include "shared/config/central_options.h"

namespace redrive::central {

// Safe from any thread. What get() returned stays valid and unchanged while it is held.
class LiveOptions {
 public:
  explicit LiveOptions(config::CentralOptions options)
      : current_(std::make_shared<const config::CentralOptions>(std::move(options))) {}
  std::shared_ptr<const config::CentralOptions> get() const {
    std::lock_guard lock(mutex_);
    return current_;
  }
  void set(config::CentralOptions options) {
    auto next = std::make_shared<const config::CentralOptions>(std::move(options));
    std::lock_guard lock(mutex_);
    current_ = std::move(next);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const config::CentralOptions> current_;
};

}  // namespace redrive::central
