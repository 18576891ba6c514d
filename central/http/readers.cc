#include "central/http/readers.h"

namespace redrive::central {

base::Result<std::unique_ptr<Database>> Readers::acquire() {
  std::unique_lock lock(mutex_);
  if (!freed_.wait_for(lock, kPatience, [&] { return !idle_.empty() || open_count_ < limit_; })) {
    return base::fail(base::ErrorCode::kUnavailable,
                      "all read connections to the store are busy; try again in a moment");
  }
  if (!idle_.empty()) {
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    return connection;
  }
  ++open_count_;
  lock.unlock();
  auto connection = open_();
  if (!connection) release(nullptr);
  return connection;
}

void Readers::release(std::unique_ptr<Database> connection) {
  {
    std::lock_guard lock(mutex_);
    if (connection) {
      idle_.push_back(std::move(connection));
    } else {
      --open_count_;
    }
  }
  freed_.notify_one();
}

}  // namespace redrive::central
