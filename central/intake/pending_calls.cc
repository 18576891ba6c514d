#include "central/intake/pending_calls.h"

namespace redrive::central {

PendingCalls::Ticketed PendingCalls::begin(const std::string& agent) {
  std::lock_guard lock(mutex_);
  const std::uint64_t id = next_id_++;
  Waiting waiting{agent, {}};
  Ticketed ticketed{id, waiting.promise.get_future()};
  if (stopped_.empty()) {
    waiting_.emplace(id, std::move(waiting));
  } else {
    waiting.promise.set_value(base::fail(base::ErrorCode::kUnavailable, stopped_));
  }
  return ticketed;
}

bool PendingCalls::complete(const std::string& agent, std::uint64_t id, Answer answer) {
  std::lock_guard lock(mutex_);
  const auto found = waiting_.find(id);
  if (found == waiting_.end() || found->second.agent != agent) return false;
  found->second.promise.set_value(std::move(answer));
  waiting_.erase(found);
  return true;
}

void PendingCalls::fail_agent(const std::string& agent, const std::string& why) {
  std::lock_guard lock(mutex_);
  for (auto it = waiting_.begin(); it != waiting_.end();) {
    if (it->second.agent == agent) {
      it->second.promise.set_value(base::fail(base::ErrorCode::kUnavailable, why));
      it = waiting_.erase(it);
    } else {
      ++it;
    }
  }
}

void PendingCalls::forget(std::uint64_t id) {
  std::lock_guard lock(mutex_);
  waiting_.erase(id);
}

void PendingCalls::stop(const std::string& why) {
  std::lock_guard lock(mutex_);
  stopped_ = why;
  for (auto& [id, waiting] : waiting_) waiting.promise.set_value(base::fail(base::ErrorCode::kUnavailable, why));
  waiting_.clear();
}

}  // namespace redrive::central
