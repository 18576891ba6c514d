#include "central/flow/rounds.h"

namespace redrive::central {

void Rounds::start() {
  thread_ = std::thread([this] { run(); });
}

void Rounds::wake() {
  {
    std::lock_guard lock(mutex_);
    woken_ = true;
  }
  changed_.notify_all();
}

void Rounds::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool Rounds::is_stopping() {
  std::lock_guard lock(mutex_);
  return stopping_;
}

void Rounds::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    woken_ = false;  // a wake that comes from here on leads to another round
    lock.unlock();
    const base::Micros rest = round_();
    lock.lock();
    changed_.wait_for(lock, rest, [this] { return woken_ || stopping_; });
  }
  lock.unlock();
  last_();
}

}  // namespace redrive::central
