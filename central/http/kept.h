// An answer that many ask for at the same moment and that is costly to make: made once, and kept for a moment.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "shared/base/result.h"
#include "shared/base/time.h"

namespace redrive::central {

// Safe from any thread. While one makes it anew, the others wait for that. Errors are not kept.
template <typename T>
class Kept {
 public:
  explicit Kept(base::Micros fresh) : fresh_(fresh) {}

  template <typename Make>
  base::Result<std::shared_ptr<const T>> get(base::SteadyTime now, Make make) {
    std::lock_guard lock(mutex_);
    if (value_ && now - made_ < fresh_) return value_;
    base::Result<T> made = make();
    if (!made) return tl::unexpected<base::Error>(std::move(made.error()));
    value_ = std::make_shared<const T>(*std::move(made));
    made_ = now;
    return value_;
  }

 private:
  const base::Micros fresh_;
  std::mutex mutex_;
  std::shared_ptr<const T> value_;
  base::SteadyTime made_{};
};

}  // namespace redrive::central
