#include "central/intake/agent_link.h"

#include "shared/version.h"
#include "shared/wire/codec.h"

namespace redrive::central {
namespace {

// Frames taken in one turn before timers and other descriptors get theirs.
constexpr int kFramesPerTurn = 256;
// How long a full peer queue rests before it is tried again: libzmq announces no room per peer.
constexpr base::Micros kFlushRetry{5'000};

}  // namespace

AgentLink::AgentLink(sys::EventLoop& loop, link::RouterTransport& transport, AgentDirectory& directory,
                     Decider& decider, const sys::ContentStore& packages, const LiveOptions& options,
                     const base::Clock& clock, Metrics& metrics)
    : loop_(loop),
      transport_(transport),
      directory_(directory),
      decider_(decider),
      options_(options),
      clock_(clock),
      metrics_(metrics),
      chunks_(packages) {}

void AgentLink::start() {
  loop_.watch(transport_.fd(), [] {});
  loop_.add_pump([this] { return receive_some(); });
  tend();
}

bool AgentLink::receive_some() {
  for (int i = 0; i < kFramesPerTurn; ++i) {
    auto received = transport_.receive();
    if (!received) return false;
    take(std::move(*received));
  }
  return true;
}

// ---- what agents say

void AgentLink::take(link::Received received) {
  auto [it, fresh] = peers_.try_emplace(received.peer, received.peer, received.key, new_liveness());
  Peer& peer = it->second;
  peer.liveness().heard(clock_.steady());
  peer.heard_at = clock_.utc();
  auto bytes = peer.reassembler().take(std::move(received.frame));
  if (bytes && !*bytes) return;  // more fragments to come
  auto envelope =
      bytes ? wire::decode(**bytes) : base::Result<wire::Envelope>(tl::unexpected<base::Error>(bytes.error()));
  // A key that was rejected meanwhile, or a name its key is not bound to, has no say (O2).
  const bool known = !peer.name.empty() && directory_.name_of(peer.key()) == peer.name;
  if (!envelope || (!known && !std::holds_alternative<wire::Hello>(envelope->message))) {
    ++metrics_.frames_rejected;
    return;
  }
  take_message(peer, std::move(*envelope));
}

void AgentLink::take_message(Peer& peer, wire::Envelope envelope) {
  auto& message = envelope.message;
  if (auto* hello = std::get_if<wire::Hello>(&message)) return take_hello(peer, *hello);
  if (std::holds_alternative<wire::Heartbeat>(message)) return;
  if (auto* batch = std::get_if<wire::SpoolBatch>(&message)) return take_spool(peer, std::move(*batch));
  if (auto* request = std::get_if<wire::ChunkRequest>(&message))
    return take_chunk_request(peer, envelope.id, std::move(*request));
  if (auto* request = std::get_if<wire::ApprovalRequest>(&message)) {
    return take_approval_request(peer, envelope.id, std::move(*request));
  }
  if (auto* ack = std::get_if<wire::CommandAck>(&message)) {
    decider_.post(TakeCommandAck{peer.name, std::move(*ack)}, [](const auto&) {});  // a lost one is sent again
    return;
  }
  if (auto* error = std::get_if<wire::ErrorReply>(&message); error && envelope.re != 0) {
    calls_.complete(peer.name, envelope.re, base::fail(error->code, error->message));
    return;
  }
  if (envelope.re != 0 && calls_.complete(peer.name, envelope.re, std::move(message))) return;
  ++metrics_.frames_rejected;  // an answer nobody waits for, or a message only central may send
}

void AgentLink::take_hello(Peer& peer, const wire::Hello& hello) {
  const auto bound = directory_.name_of(peer.key());
  if (bound != hello.name) {
    const std::string why = bound ? fmt::format("this key is accepted as '{}', not as '{}'", *bound, hello.name)
                                  : std::string("this key is not accepted (any more)");
    static_cast<void>(send(peer, {0, 0, wire::Refused{why}}));
    return;
  }
  peer.name = hello.name;
  peer.version = hello.version;
  peer.capabilities = hello.capabilities;
  if (const auto older = by_name_.find(peer.name); older != by_name_.end() && older->second != peer.id()) {
    const link::PeerId old_id = older->second;
    by_name_.erase(older);
    drop(old_id, "the agent connected anew");
  }
  by_name_[peer.name] = peer.id();
  note_status(peer, true);
  const auto options = options_.get();
  static_cast<void>(
      send(peer,
           {0, 0, wire::Welcome{options->name, std::string(kVersion), {}, options->heartbeat, options->silent_after}}));
  commands_waiting(peer.name);
}

void AgentLink::take_spool(const Peer& peer, wire::SpoolBatch batch) {
  const std::string spool = batch.spool;
  decider_.post(TakeSpool{peer.name, std::move(batch)},
                [this, id = peer.id(), spool](base::Result<TakeSpool::Reply> taken) {
                  if (taken)
                    post_to(id, {0, 0, wire::SpoolAck{spool, taken->through}});  // else the agent sends it again
                });
}

void AgentLink::take_chunk_request(const Peer& peer, std::uint64_t id, wire::ChunkRequest request) {
  chunks_.read(std::move(request), [this, to = peer.id(), id](wire::Message answer) {
    post_to(to, {0, id, std::move(answer)});
  });
}

void AgentLink::take_approval_request(const Peer& peer, std::uint64_t id, wire::ApprovalRequest request) {
  auto answer = [this, to = peer.id(), id](base::Result<AskLocalApproval::Reply> decided) {
    if (decided) return post_to(to, {0, id, wire::ApprovalReply{decided->granted, decided->why}});
    post_to(to, {0, id, wire::ErrorReply{decided.error().code, decided.error().message}});
  };
  decider_.post(AskLocalApproval{peer.name, std::move(request)}, std::move(answer));
}

// ---- what agents are told

base::Result<wire::Message> AgentLink::call(const std::string& agent, wire::Message request, base::Micros deadline) {
  auto pending = calls_.begin(agent);
  loop_.post([this, agent, id = pending.id, request = std::move(request)]() mutable {
    Peer* peer = connected(agent);
    if (!peer) {
      calls_.complete(agent, id,
                      base::fail(base::ErrorCode::kUnavailable, fmt::format("agent '{}' is not connected", agent)));
    } else if (auto sent = send(*peer, {id, 0, std::move(request)}); !sent) {
      calls_.complete(agent, id, tl::unexpected<base::Error>(sent.error()));
    }
  });
  if (pending.answer.wait_for(deadline) == std::future_status::ready) return pending.answer.get();
  calls_.forget(pending.id);
  return base::fail(base::ErrorCode::kUnavailable,
                    fmt::format("agent '{}' did not answer within {}", agent, base::format_duration(deadline)));
}

void AgentLink::commands_waiting(const std::string& agent) {
  decider_.post(CommandsFor{agent}, [this, agent](base::Result<CommandsFor::Reply> commands) {
    if (!commands) return;  // asked again at the next tending or arrival
    loop_.post([this, agent, encoded = std::move(commands->encoded)] {
      Peer* peer = connected(agent);
      if (!peer) return;
      for (const auto& bytes : encoded) {
        if (auto envelope = wire::decode(bytes)) static_cast<void>(send(*peer, std::move(*envelope)));
      }
    });
  });
}

base::Status AgentLink::send(Peer& peer, wire::Envelope envelope) {
  auto queued = peer.queue(envelope);
  if (queued) flush(peer);
  return queued;
}

void AgentLink::post_to(const link::PeerId& peer, wire::Envelope envelope) {
  loop_.post([this, peer, envelope = std::move(envelope)]() mutable {
    if (auto found = peers_.find(peer); found != peers_.end())
      static_cast<void>(send(found->second, std::move(envelope)));
  });
}

void AgentLink::flush(Peer& peer) {
  const auto result = peer.flush(transport_, clock_.steady());
  if (result == link::SendResult::kFull) flush_later();
  if (result == link::SendResult::kGone) loop_.post([this, id = peer.id()] { drop(id, "the connection has ended"); });
}

void AgentLink::flush_later() {
  if (std::exchange(flush_timer_, true)) return;
  loop_.after(kFlushRetry, [this] {
    flush_timer_ = false;
    for (auto& [id, peer] : peers_) {
      if (peer.waiting()) flush(peer);
    }
  });
}

// ---- who is there

void AgentLink::tend() {
  const auto now = clock_.steady();
  std::vector<link::PeerId> silent;
  for (auto& [id, peer] : peers_) {
    if (by_name_.contains(peer.name)) note_status(peer, true);
    if (peer.liveness().silent(now)) {
      silent.push_back(id);
    } else if (!peer.name.empty() && peer.liveness().must_send(now)) {
      static_cast<void>(send(peer, {0, 0, wire::Heartbeat{}}));
    }
  }
  for (const auto& id : silent) drop(id, "nothing was heard from it");
  loop_.after(options_.get()->heartbeat / 2, [this] { tend(); });
}

void AgentLink::drop(const link::PeerId& id, const std::string& why) {
  const auto found = peers_.find(id);
  if (found == peers_.end()) return;
  const Peer& peer = found->second;
  if (const auto named = by_name_.find(peer.name); named != by_name_.end() && named->second == id) {
    by_name_.erase(named);
    note_status(peer, false);
    calls_.fail_agent(peer.name, fmt::format("agent '{}' went away: {}", peer.name, why));
  }
  peers_.erase(found);
}

Peer* AgentLink::connected(const std::string& agent) {
  const auto named = by_name_.find(agent);
  return named == by_name_.end() ? nullptr : &peers_.at(named->second);
}

void AgentLink::note_status(const Peer& peer, bool connected) {
  metrics_.agents_connected = by_name_.size();
  std::lock_guard lock(status_mutex_);
  status_[peer.name] = {peer.name, peer.key(), peer.version, connected, peer.heard_at, peer.capabilities};
}

std::vector<AgentStatus> AgentLink::agents() {
  std::vector<AgentStatus> out;
  std::lock_guard lock(status_mutex_);
  for (const auto& accepted : directory_.accepted()) {
    const auto seen = status_.find(accepted.name);
    AgentStatus status{accepted.name, accepted.key, "", false, {}, {}};
    if (seen != status_.end() && seen->second.key == accepted.key) status = seen->second;
    out.push_back(std::move(status));
  }
  return out;
}

session::Liveness AgentLink::new_liveness() const {
  const auto options = options_.get();
  return session::Liveness(options->heartbeat, options->silent_after, clock_.steady());
}

}  // namespace redrive::central
