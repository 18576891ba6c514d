// The agent's half of the agent link: dials a central, says hello, keeps alive, dials again. shared/wire/GRAMMAR.md is
// the protocol.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "shared/base/random.h"
#include "shared/config/agent_options.h"
#include "shared/link/transport.h"
#include "shared/session/liveness.h"
#include "shared/sys/event_loop.h"
#include "shared/wire/fragment.h"
#include "shared/wire/messages.h"

namespace redrive::agent {

struct LinkHandlers {
  std::function<void()> ready;                  // welcomed: send what waits
  std::function<void(wire::Envelope)> message;  // anything but hello, welcome and heartbeats
};

// Lives on the loop's thread.
class CentralLink {
 public:
  CentralLink(sys::EventLoop& loop, link::DealerTransport& transport, const config::AgentOptions& options,
              const base::Clock& clock, base::Random& random);

  void start(LinkHandlers handlers);

  // False when central is not there (or its queue is full): nothing was sent and the owner sends again when ready.
  bool send(const wire::Envelope& envelope);
  bool is_ready() const { return ready_; }
  std::uint64_t next_id() { return ++last_id_; }  // for requests that want an answer

  std::function<std::uint64_t()> spool_next = [] { return std::uint64_t{1}; };  // for the hello

 private:
  bool pump();
  void watch_connection();
  void say_hello();
  void take(std::string frame);
  void take_envelope(wire::Envelope envelope);
  void tend();
  void lost(const std::string& why);
  void dial_later(const std::string& why);

  sys::EventLoop& loop_;
  link::DealerTransport& transport_;
  const config::AgentOptions& options_;
  const base::Clock& clock_;
  base::Random& random_;
  LinkHandlers handlers_;
  std::string boot_;  // this process
  session::Liveness liveness_;
  wire::Reassembler reassembler_;
  base::Micros heartbeat_{10'000'000};
  link::LinkState state_ = link::LinkState::kConnecting;  // as last seen
  std::uint64_t last_id_ = 0;
  std::uint64_t bad_frames_ = 0;
  std::uint32_t attempts_ = 0;  // dials since the last welcome
  std::size_t central_ = 0;     // index of the one being dialled
  bool ready_ = false, dialling_ = false;
};

}  // namespace redrive::agent
