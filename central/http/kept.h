// What many ask for at the same moment and is costly to make: made once, and kept until what it was made from changes.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

#include "shared/base/result.h"
#include "shared/base/time.h"

namespace redrive::central {

// Safe from any thread. Errors are not kept.
template <typename T>
class Kept {
 public:
  // However little changes: what depends on the time is out of date by this at most, and by one making.
  static constexpr base::Micros kMost = std::chrono::seconds(1);

  // `version` is that of what `make` reads, taken before it reads, and never falls: what was made for a later one is
  // good, too. Of those who ask while it is made anew, only they wait whose version is newer than what there is.
  template <typename Make>
  base::Result<std::shared_ptr<const T>> get(std::uint64_t version, base::SteadyTime now, Make make) {
    std::unique_lock lock(mutex_);
    made_.wait(lock, [&] { return !making_ || good_for(version); });
    if (good_for(version) && (making_ || now - made_at_ < kMost)) return value_;
    const Making done(*this, lock);
    base::Result<T> made = make();
    if (!made) return tl::unexpected<base::Error>(std::move(made.error()));
    auto value = std::make_shared<const T>(*std::move(made));
    lock.lock();
    value_ = value;
    made_for_ = std::max(made_for_, version);  // it was read now
    made_at_ = now;
    return value;
  }

 private:
  bool good_for(std::uint64_t version) const { return value_ && made_for_ >= version; }

  // For as long as one makes it, without the lock; ends with it, however that ends.
  struct Making {
    Making(Kept& kept, std::unique_lock<std::mutex>& held) : of(kept), lock(held) {
      of.making_ = true;
      lock.unlock();
    }
    ~Making() {
      if (!lock.owns_lock()) lock.lock();
      of.making_ = false;
      of.made_.notify_all();
    }
    Kept& of;
    std::unique_lock<std::mutex>& lock;
  };

  std::mutex mutex_;
  std::condition_variable made_;
  bool making_ = false;
  std::shared_ptr<const T> value_;
  std::uint64_t made_for_ = 0;
  base::SteadyTime made_at_{};
};

}  // namespace redrive::central
