// Central's side of the agent link: who is connected, what they say, what they are told. shared/wire/GRAMMAR.md is the
// protocol; this file is central's half of it.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "central/core/live_options.h"
#include "central/core/metrics.h"
#include "central/core/sightings.h"
#include "central/flow/decider.h"
#include "central/intake/agent_calls.h"
#include "central/intake/agent_directory.h"
#include "central/intake/chunk_reader.h"
#include "central/intake/peer.h"
#include "central/intake/pending_calls.h"
#include "shared/link/transport.h"
#include "shared/sys/event_loop.h"

namespace redrive::central {

// Lives on the loop's thread, but for call(), end_calls(), agents() and commands_waiting(), which any thread may use.
class AgentLink final : public AgentCalls {
 public:
  AgentLink(sys::EventLoop& loop, link::RouterTransport& transport, AgentDirectory& directory, Decider& decider,
            const sys::ContentStore& packages, const LiveOptions& options, const base::Clock& clock, Metrics& metrics);

  void start();  // watches the transport; before loop.run()

  Answer call(const std::string& agent, wire::Message request, base::Micros deadline) override;
  std::vector<Answer> call_all(std::vector<AgentCall> calls, base::Micros deadline) override;
  void end_calls(const std::string& why);  // those that wait and all later ones fail at once; before the loop is gone
  std::vector<AgentStatus> agents() override;
  void commands_waiting(const std::string& agent);  // fetch them from the deciding thread and send them

 private:
  using Waiting = std::vector<CommandsFor::Waiting>;

  bool receive_some();
  void take(link::Received received);
  Peer& peer_of(const link::Received& received);
  void take_message(Peer& peer, wire::Envelope envelope);
  void take_hello(Peer& peer, const wire::Hello& hello);
  void take_spool(Peer& peer, wire::SpoolBatch batch);
  void take_command_ack(Peer& peer, wire::CommandAck ack);
  void take_chunk_request(Peer& peer, std::uint64_t id, wire::ChunkRequest request);
  // What an operator at the server approves or refuses.
  template <typename Request>
  void decide_for_server(Peer& peer, std::uint64_t id, Request request);
  // Asks the deciding thread; `then(Peer&, Result<Reply>)` runs on the loop's thread if the connection is still there.
  // False: too much is under way, `then` will not run.
  template <typename Request, typename Then>
  bool ask(Peer& peer, Request request, Then then);
  template <typename Act>
  void back_to(const link::PeerId& peer, Act act);  // from any thread: the other end of an ++in_flight

  struct Numbered {
    std::uint64_t id;
    AgentCall call;
  };
  void send_calls(std::shared_ptr<std::vector<Numbered>> calls, std::size_t from);
  void send_call(Numbered call);
  void ask_for_commands(Peer& peer);
  void send_commands(Peer& peer, const Waiting& commands);
  base::Status send(Peer& peer, wire::Envelope envelope);
  void flush(Peer& peer);
  void flush_later(const Peer& peer);

  void tend();  // heartbeats, silence, rejected keys, commands to repeat, the roll call
  void tend(Peer& peer, base::SteadyTime now);
  void call_roll(base::SteadyTime now);  // tells the deciding thread who was heard
  void heard(const Peer& peer);
  void sign_off(const Peer& peer, const std::string& why);  // its agent is not reached over it any more
  void drop(link::PeerId peer, const std::string& why);
  bool has_say(const Peer& peer) const;
  Peer* connected(const std::string& agent);
  void note_status(const Peer& peer, bool connected);
  session::Liveness new_liveness() const;

  sys::EventLoop& loop_;
  link::RouterTransport& transport_;
  AgentDirectory& directory_;
  Decider& decider_;
  const LiveOptions& options_;
  const base::Clock& clock_;
  Metrics& metrics_;
  PendingCalls calls_;
  std::map<link::PeerId, Peer> peers_;
  std::map<std::string, link::PeerId, std::less<>> by_name_;  // the newest connection of each agent
  std::set<link::PeerId> full_;                               // their queues are tried again a little later

  Sightings sightings_;
  base::SteadyTime next_roll_;
  bool roll_under_way_ = false;

  std::mutex status_mutex_;
  std::map<std::string, AgentStatus> status_;  // what agents() shows of those that ever connected

  ChunkReader chunks_;  // last: its thread posts to the members above
};

}  // namespace redrive::central
