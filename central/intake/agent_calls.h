// Asking an agent something and waiting for its answer (dump, plan). Seam: the agent link behind it, a fake in tests.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/base/time.h"
#include "shared/wire/messages.h"

namespace redrive::central {

struct AgentStatus {
  std::string name, key, version;  // version of the program, empty while it never connected
  bool connected = false;
  base::UtcTime last_heard{};
  std::vector<std::string> capabilities;
};

struct AgentCall {
  std::string agent;
  wire::Message request;
};

class AgentCalls {
 public:
  using Answer = base::Result<wire::Message>;

  virtual ~AgentCalls() = default;
  // From any thread but the loop's. kUnavailable when the agent is not connected or does not answer in time; the
  // agent's own ErrorReply comes back as its error.
  virtual Answer call(const std::string& agent, wire::Message request, base::Micros deadline) = 0;
  // Many at once: nobody's silence delays another's answer, and `deadline` is for all of them together. The answers in
  // the order of the calls.
  virtual std::vector<Answer> call_all(std::vector<AgentCall> calls, base::Micros deadline) = 0;
  virtual std::vector<AgentStatus> agents() = 0;  // every accepted one, by name
};

}  // namespace redrive::central
