// A simulated agent's connection to central: dials, says hello, keeps alive, dials again after a growing wait. The
// agent's half of shared/wire/GRAMMAR.md for thousands in one process: nobody asks a line that has nothing to do.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "shared/link/transport.h"
#include "shared/session/backoff.h"
#include "shared/session/liveness.h"
#include "shared/sys/event_loop.h"
#include "shared/wire/fragment.h"
#include "shared/wire/messages.h"
#include "tests/simulated_agents/counters.h"

namespace redrive::simulated {

// What all agents of a fleet share. Outlives them.
struct Surroundings {
  sys::EventLoop& loop;
  const base::Clock& clock;
  base::Random& random;
  Counters& counters;
  session::BackoffPolicy reconnect;
  base::Micros heartbeat{10'000'000}, silence{35'000'000};  // until a welcome says better
  base::Micros spool_again{15'000'000};                     // without an acknowledgement
};

// Lives on the loop's thread.
class AgentLine {
 public:
  struct Handlers {
    std::function<std::unique_ptr<link::DealerTransport>()> dial;  // null: not now, it is tried again
    std::function<void()> ready;                                   // welcomed
    std::function<void(wire::Envelope)> message;                   // anything but welcome, refused and heartbeats
    // May have something to do: pump() is to be called soon. A ZeroMQ descriptor tells of changes only once.
    std::function<void()> due;
  };

  AgentLine(Surroundings& around, std::string name, Handlers handlers);
  ~AgentLine() { vanish(); }

  void dial();    // the first time, or after vanish()
  void vanish();  // the connection is gone, and nothing is done about it
  void pump();
  bool send(const wire::Envelope& envelope);  // false: nothing was sent
  bool is_ready() const { return ready_; }

 private:
  void follow_transport();
  void take(std::string frame);
  void take_welcome(const wire::Welcome& welcome);
  void set_ready(bool ready);
  void dial_later();
  void expect(base::Micros heartbeat, base::Micros silence);
  void tend();

  Surroundings& around_;
  const std::string name_;
  const Handlers handlers_;
  std::unique_ptr<link::DealerTransport> transport_;  // null while away
  link::LinkState state_ = link::LinkState::kConnecting;
  wire::Reassembler reassembler_;
  base::Micros heartbeat_;
  session::Liveness liveness_;
  sys::EventLoop::TimerId tend_timer_ = 0, dial_timer_ = 0;
  std::uint32_t attempts_ = 0;  // since the last welcome
  std::uint64_t boots_ = 0;
  bool ready_ = false, waiting_ = false;
};

}  // namespace redrive::simulated
