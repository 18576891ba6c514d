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

// Until a welcome says better: how often to look, and how long a central may take to answer the dial and the hello
// before the next one is dialled.
struct LinkTimes {
  base::Micros heartbeat{10'000'000}, silence{35'000'000};
};

// Lives on the loop's thread.
class CentralLink {
 public:
  CentralLink(sys::EventLoop& loop, link::DealerTransport& transport, const config::AgentOptions& options,
              const base::Clock& clock, base::Random& random, LinkTimes times = {});

  void start(LinkHandlers handlers);

  // Another list of centrals and another back-off. A connection to a central that is still in the list stays, unless it
  // was told whether tools are run here and that is not so any more; in any other case the next one is dialled at once.
  void follow(const config::AgentOptions& options);

  // False when central is not there (or its queue is full): nothing was sent and the owner sends again when ready. An
  // answer too long for the link is sent as an error in its place.
  bool send(const wire::Envelope& envelope);
  bool is_ready() const { return ready_; }
  std::uint64_t next_id() { return ++last_id_; }  // for requests that want an answer
  // Central named this capability when it welcomed us.
  bool central_knows(std::string_view capability) const;
  std::uint64_t bad_frames() const { return bad_frames_; }

 private:
  bool pump();
  void watch_connection();
  void say_hello();
  void take(std::string frame);
  void take_envelope(wire::Envelope envelope);
  void take_welcome(const wire::Welcome& welcome);
  void expect(base::Micros heartbeat, base::Micros silence);
  void tend();
  void lost(const std::string& why);
  void dial_later(const std::string& why);
  void dial();

  sys::EventLoop& loop_;
  link::DealerTransport& transport_;
  config::AgentOptions options_;
  const base::Clock& clock_;
  base::Random& random_;
  const LinkTimes times_;
  LinkHandlers handlers_;
  std::string boot_;  // this process
  base::Micros heartbeat_;
  session::Liveness liveness_;
  sys::EventLoop::TimerId tend_timer_ = 0, dial_timer_ = 0;
  wire::Reassembler reassembler_;
  link::LinkState state_ = link::LinkState::kConnecting;  // as last seen
  std::uint64_t last_id_ = 0;
  std::uint64_t bad_frames_ = 0;
  std::uint32_t attempts_ = 0;            // dials since the last welcome
  std::vector<std::string> known_there_;  // capabilities of the central that welcomed us
  std::string central_;                   // the one being dialled or connected to
  std::string said_;                      // why it was dialled last: logged once
  bool ready_ = false, dialling_ = false;
};

}  // namespace redrive::agent
