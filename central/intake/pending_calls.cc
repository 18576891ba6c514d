#include "central/intake/pending_calls.h"

namespace redrive::central {

PendingCalls::Ticketed PendingCalls::begin(const std::string& agent) {
  std::lock_guard lock(mutex_);
  const std::uint64_t id = next_id_++;
  auto& waiting = waiting_[id];
  waiting.agent = agent;
  return {id, waiting.promise.get_future()};
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

}  // namespace redrive::central
