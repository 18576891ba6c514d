// Questions to central that a worker thread waits for.
#pragma once

#include <cstdint>
#include <functional>
#include <future>
#include <map>
#include <mutex>

#include "shared/base/result.h"
#include "shared/base/time.h"
#include "shared/wire/messages.h"

namespace redrive::agent {

// Safe from any thread. Ids begin far above those of the link's own requests, so that the two never meet.
class PendingApprovals {
 public:
  using Answer = base::Result<wire::ApprovalReply>;

  // Hands a fresh id to `send` and waits for its answer; kUnavailable when none comes in time, or before stop().
  Answer ask(base::Micros deadline, const std::function<void(std::uint64_t id)>& send) {
    std::future<Answer> answer;
    std::uint64_t id = 0;
    {
      std::lock_guard lock(mutex_);
      if (stopped_) return stopping();
      id = next_++;
      answer = waiting_[id].get_future();
    }
    send(id);
    if (answer.wait_for(deadline) == std::future_status::ready) return answer.get();
    std::lock_guard lock(mutex_);
    if (waiting_.erase(id) == 0) return answer.get();  // settled just now
    return base::fail(base::ErrorCode::kUnavailable, "central did not answer in time");
  }

  void settle(std::uint64_t id, Answer answer) {
    std::lock_guard lock(mutex_);
    const auto found = waiting_.find(id);
    if (found == waiting_.end()) return;
    found->second.set_value(std::move(answer));
    waiting_.erase(found);
  }

  // Whoever waits is told so, and so is whoever asks later.
  void stop() {
    std::lock_guard lock(mutex_);
    stopped_ = true;
    for (auto& [id, waiting] : waiting_) waiting.set_value(stopping());
    waiting_.clear();
  }

 private:
  static Answer stopping() { return base::fail(base::ErrorCode::kUnavailable, "the agent is stopping"); }

  std::mutex mutex_;
  bool stopped_ = false;
  std::uint64_t next_ = std::uint64_t{1} << 62;
  std::map<std::uint64_t, std::promise<Answer>> waiting_;
};

}  // namespace redrive::agent
