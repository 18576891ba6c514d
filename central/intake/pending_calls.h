// Requests to agents that wait for an answer: number -> promise, with a deadline each.
#pragma once

#include <cstdint>
#include <future>
#include <map>
#include <mutex>
#include <string>

#include "shared/base/result.h"
#include "shared/base/time.h"
#include "shared/wire/messages.h"

namespace redrive::central {

// Safe from any thread. Every call ends: by its answer, by the agent's going, by its deadline, or by stop.
class PendingCalls {
 public:
  using Answer = base::Result<wire::Message>;
  struct Ticketed {
    std::uint64_t id;
    std::future<Answer> answer;
  };

  Ticketed begin(const std::string& agent);
  // An answer from `agent`; false when it answers nothing that agent was asked (late, or made up).
  bool complete(const std::string& agent, std::uint64_t id, Answer answer);
  void fail_agent(const std::string& agent, const std::string& why);  // it is gone
  void forget(std::uint64_t id);                                      // its deadline has passed
  void stop(const std::string& why);                                  // ends all that wait, and every later one at once

 private:
  struct Waiting {
    std::string agent;
    std::promise<Answer> promise;
  };
  std::mutex mutex_;
  std::uint64_t next_id_ = 1;
  std::map<std::uint64_t, Waiting> waiting_;
  std::string stopped_;  // why; empty while calls are taken
};

}  // namespace redrive::central
