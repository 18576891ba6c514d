#include "central/intake/agent_link.h"

#include "shared/base/names.h"
#include "shared/log/log.h"
#include "shared/sys/deadline.h"
#include "shared/version.h"
#include "shared/wire/codec.h"

namespace redrive::central {
namespace {

// Frames taken in one turn before timers and other descriptors get theirs; requests sent.
constexpr int kFramesPerTurn = 256;
constexpr std::size_t kCallsPerTurn = 256;
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
  next_roll_ = clock_.steady() + options_.get()->heartbeat;
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
  Peer& peer = peer_of(received);
  peer.liveness().heard(clock_.steady());
  peer.heard_at = clock_.utc();
  // A key that was rejected meanwhile, or a name its key is not bound to, has no say (O2). All it can say is hello,
  // which fits a frame: nothing is gathered for it.
  const bool known = has_say(peer);
  if (known) heard(peer);
  std::optional<std::string> bytes = std::move(received.frame);
  if (known) {
    auto whole = peer.reassembler().take(std::move(*bytes));
    if (whole && !*whole) return;  // more fragments to come
    bytes = whole ? std::move(*whole) : std::nullopt;
  }
  auto envelope = bytes ? wire::decode(*bytes) : base::fail(base::ErrorCode::kInvalid, "");
  if (!envelope || (!known && !std::holds_alternative<wire::Hello>(envelope->message))) {
    ++metrics_.frames_rejected;
    return;
  }
  take_message(peer, std::move(*envelope));
}

Peer& AgentLink::peer_of(const link::Received& received) {
  const auto found = peers_.find(received.peer);
  if (found != peers_.end()) return found->second;
  return peers_.try_emplace(received.peer, received.peer, received.key, new_liveness()).first->second;
}

void AgentLink::take_message(Peer& peer, wire::Envelope envelope) {
  auto& message = envelope.message;
  if (auto* hello = std::get_if<wire::Hello>(&message)) return take_hello(peer, *hello);
  if (std::holds_alternative<wire::Heartbeat>(message)) return;
  if (auto* batch = std::get_if<wire::SpoolBatch>(&message)) return take_spool(peer, std::move(*batch));
  if (auto* ack = std::get_if<wire::CommandAck>(&message)) return take_command_ack(peer, std::move(*ack));
  if (auto* request = std::get_if<wire::ChunkRequest>(&message))
    return take_chunk_request(peer, envelope.id, std::move(*request));
  if (auto* request = std::get_if<wire::ApprovalRequest>(&message))
    return decide_for_server(peer, envelope.id, AskLocalApproval{peer.name, std::move(*request)});
  if (auto* request = std::get_if<wire::RefusalRequest>(&message))
    return decide_for_server(peer, envelope.id, RecordLocalRefusal{peer.name, std::move(*request)});
  auto* error = std::get_if<wire::ErrorReply>(&message);
  auto answer = error ? base::fail(error->code, error->message) : PendingCalls::Answer(std::move(message));
  // Else an answer nobody waits for, or a message only central may send.
  if (!calls_.complete(peer.name, envelope.re, std::move(answer))) ++metrics_.frames_rejected;
}

void AgentLink::take_hello(Peer& peer, const wire::Hello& hello) {
  const auto bound = directory_.name_of(peer.key());
  if (bound != hello.name) {
    const std::string why = bound ? fmt::format("this key is accepted as '{}', not as '{}'", *bound, hello.name)
                                  : std::string("this key is not accepted (any more)");
    log::warning("agents", fmt::format("a hello as '{}' is refused: {}", hello.name, why));
    static_cast<void>(send(peer, {0, 0, wire::Refused{why}}));
    return;
  }
  if (peer.name != hello.name) sign_off(peer, "its key has another name now");
  if (const auto older = by_name_.find(hello.name); older != by_name_.end() && older->second != peer.id())
    drop(older->second, "the agent connected anew");
  peer.name = hello.name;
  peer.version = model::clean_text(hello.version, base::kMaxName);
  peer.capabilities = hello.capabilities;
  by_name_[peer.name] = peer.id();
  heard(peer);
  note_status(peer, true);
  log::info("agents", fmt::format("{} is connected, version {}", peer.name, peer.version));
  const auto options = options_.get();
  const wire::Welcome welcome{options->name,
                              std::string(kVersion),
                              {std::string(wire::kPlanRefusal)},
                              options->heartbeat,
                              options->silent_after};
  static_cast<void>(send(peer, {0, 0, welcome}));
  peer.told.clear();
  ask_for_commands(peer);
}

template <typename Act>
void AgentLink::back_to(const link::PeerId& peer, Act act) {
  loop_.post([this, peer, act = std::move(act)]() mutable {
    const auto found = peers_.find(peer);
    if (found == peers_.end()) return;
    if (found->second.in_flight > 0) --found->second.in_flight;  // none: dropped and heard of again meanwhile
    act(found->second);
  });
}

template <typename Request, typename Then>
bool AgentLink::ask(Peer& peer, Request request, Then then) {
  using Decided = base::Result<typename Request::Reply>;
  if (peer.in_flight >= Peer::kMaxInFlight) return false;
  const bool taken = decider_.post(std::move(request), [this, id = peer.id(), then](Decided answer) {
    back_to(id, [then, answer = std::move(answer)](Peer& to) mutable { then(to, std::move(answer)); });
  });
  if (taken) ++peer.in_flight;
  return taken;
}

void AgentLink::take_spool(Peer& peer, wire::SpoolBatch batch) {
  if (peer.spool_in_flight) return;
  const std::string spool = batch.spool;
  peer.spool_in_flight =
      ask(peer, TakeSpool{peer.name, std::move(batch)}, [this, spool](Peer& to, base::Result<TakeSpool::Reply> taken) {
        to.spool_in_flight = false;
        if (taken) return static_cast<void>(send(to, {0, 0, wire::SpoolAck{spool, taken->through}}));
        // The agent sends it again.
        log::error("agents", fmt::format("{}: its reports could not be taken: {}", to.name, taken.error().message));
      });
}

// One that is lost here is asked for again with the command's repeat.
void AgentLink::take_command_ack(Peer& peer, wire::CommandAck ack) {
  peer.told.erase(ack.command);
  ask(peer, TakeCommandAck{peer.name, std::move(ack)}, [](Peer&, const auto&) {});
}

// One that is lost here is asked for again by the agent.
void AgentLink::take_chunk_request(Peer& peer, std::uint64_t id, wire::ChunkRequest request) {
  if (peer.in_flight >= Peer::kMaxInFlight) return;
  const bool taken = chunks_.read(peer.name, std::move(request), [this, to = peer.id(), id](wire::Message answer) {
    back_to(to, [this, id, answer = std::move(answer)](Peer& asker) mutable {
      static_cast<void>(send(asker, {0, id, std::move(answer)}));
    });
  });
  if (taken) ++peer.in_flight;
  sightings_.fetched(peer.name);
}

template <typename Request>
void AgentLink::decide_for_server(Peer& peer, std::uint64_t id, Request request) {
  const auto refuse = [this, id](Peer& to, const base::Error& error) {
    static_cast<void>(send(to, {0, id, wire::ErrorReply{error.code, error.message}}));
  };
  auto answer = [this, id, refuse](Peer& to, base::Result<typename Request::Reply> decided) {
    if (!decided) return refuse(to, decided.error());
    static_cast<void>(send(to, {0, id, wire::ApprovalReply{decided->granted, decided->why}}));
  };
  if (!ask(peer, std::move(request), answer))
    refuse(peer, {base::ErrorCode::kUnavailable, "central is busy; try again in a moment"});
}

// ---- what agents are told

AgentCalls::Answer AgentLink::call(const std::string& agent, wire::Message request, base::Micros deadline) {
  return std::move(call_all({{agent, std::move(request)}}, deadline).front());
}

std::vector<AgentCalls::Answer> AgentLink::call_all(std::vector<AgentCall> calls, base::Micros deadline) {
  const auto end = sys::deadline_in(deadline);
  std::vector<PendingCalls::Ticketed> pending;
  std::vector<std::string> agents;
  auto numbered = std::make_shared<std::vector<Numbered>>();
  for (auto& call : calls) {
    pending.push_back(calls_.begin(call.agent));
    agents.push_back(call.agent);
    numbered->push_back({pending.back().id, std::move(call)});
  }
  loop_.post([this, numbered] { send_calls(numbered, 0); });
  std::vector<Answer> answers;
  for (std::size_t i = 0; i < pending.size(); ++i) {
    if (pending[i].answer.wait_until(end) == std::future_status::ready) {
      answers.push_back(pending[i].answer.get());
      continue;
    }
    calls_.forget(pending[i].id);
    answers.push_back(
        base::fail(base::ErrorCode::kUnavailable,
                   fmt::format("agent '{}' did not answer within {}", agents[i], base::format_duration(deadline))));
  }
  return answers;
}

// Some at a time, so that what comes in has its turn between them.
void AgentLink::send_calls(std::shared_ptr<std::vector<Numbered>> calls, std::size_t from) {
  const std::size_t end = std::min(calls->size(), from + kCallsPerTurn);
  for (std::size_t i = from; i < end; ++i) send_call(std::move((*calls)[i]));
  if (end < calls->size()) loop_.post([this, calls, end] { send_calls(calls, end); });
}

void AgentLink::send_call(Numbered numbered) {
  auto& [id, call] = numbered;
  Peer* peer = connected(call.agent);
  if (!peer) {
    calls_.complete(call.agent, id,
                    base::fail(base::ErrorCode::kUnavailable, fmt::format("agent '{}' is not connected", call.agent)));
  } else if (auto sent = send(*peer, {id, 0, std::move(call.request)}); !sent) {
    calls_.complete(call.agent, id, tl::unexpected<base::Error>(sent.error()));
  }
}

void AgentLink::end_calls(const std::string& why) {
  calls_.stop(why);
}

void AgentLink::commands_waiting(const std::string& agent) {
  loop_.post([this, agent] {
    if (Peer* peer = connected(agent)) ask_for_commands(*peer);
  });
}

// Again after a while, until it is known that nothing waits: the question, a command or its acknowledgement may be
// lost.
void AgentLink::ask_for_commands(Peer& peer) {
  peer.repeat_at = clock_.steady() + peer.repeat_after;
  ask(peer, CommandsFor{peer.name}, [this](Peer& to, const base::Result<CommandsFor::Reply>& waiting) {
    if (waiting && has_say(to)) send_commands(to, waiting->commands);
  });
}

void AgentLink::send_commands(Peer& peer, const Waiting& commands) {
  if (commands.empty()) {
    peer.repeat_at.reset();
    peer.repeat_after = Peer::kFirstRepeat;
  }
  for (const auto& [command, encoded] : commands) {
    if (peer.told.contains(command)) continue;
    auto envelope = wire::decode(encoded);
    auto sent = envelope ? send(peer, std::move(*envelope)) : tl::unexpected<base::Error>(envelope.error());
    if (sent) {
      peer.told.insert(command);
    } else {
      log::error("agents", fmt::format("{} is not sent to {} now: {}", command, peer.name, sent.error().message));
    }
  }
}

base::Status AgentLink::send(Peer& peer, wire::Envelope envelope) {
  auto queued = peer.queue(envelope);
  if (queued) flush(peer);
  return queued;
}

void AgentLink::flush(Peer& peer) {
  const auto result = peer.flush(transport_, clock_.steady());
  if (result == link::SendResult::kFull) flush_later(peer);
  if (result == link::SendResult::kGone) loop_.post([this, id = peer.id()] { drop(id, "the connection has ended"); });
}

void AgentLink::flush_later(const Peer& peer) {
  full_.insert(peer.id());
  if (full_.size() > 1) return;  // whoever was first has set the timer
  loop_.after(kFlushRetry, [this] {
    for (const auto& id : std::exchange(full_, {})) {
      if (const auto found = peers_.find(id); found != peers_.end()) flush(found->second);
    }
  });
}

// ---- who is there

void AgentLink::tend() {
  const auto now = clock_.steady();
  std::vector<std::pair<link::PeerId, std::string>> gone;
  for (auto& [id, peer] : peers_) {
    if (!peer.name.empty() && !has_say(peer)) {
      static_cast<void>(send(peer, {0, 0, wire::Refused{"this key is not accepted (any more)"}}));
      gone.emplace_back(id, "its key is not accepted any more");
    } else if (peer.liveness().silent(now)) {
      gone.emplace_back(id, "nothing was heard from it");
    } else if (!peer.name.empty()) {
      tend(peer, now);
    }
  }
  for (const auto& [id, why] : gone) drop(id, why);
  call_roll(now);
  loop_.after(options_.get()->heartbeat / 2, [this] { tend(); });
}

void AgentLink::tend(Peer& peer, base::SteadyTime now) {
  note_status(peer, true);
  if (peer.waiting()) return;  // what is under way tells that we are here, and more would only come later
  if (peer.liveness().must_send(now)) static_cast<void>(send(peer, {0, 0, wire::Heartbeat{}}));
  if (!peer.repeat_at || now < *peer.repeat_at) return;
  peer.told.clear();
  peer.repeat_after = std::min(peer.repeat_after * 2, Peer::kLongestRepeat);
  ask_for_commands(peer);
}

void AgentLink::call_roll(base::SteadyTime now) {
  const auto every = options_.get()->heartbeat;
  sightings_.awake(every, now);
  if (roll_under_way_ || now < next_roll_) return;
  next_roll_ = now + every;
  std::vector<std::pair<std::string, std::string>> accepted;
  for (auto& agent : directory_.accepted()) accepted.emplace_back(std::move(agent.name), std::move(agent.key));
  // One that is lost is as good as not called: the next tells the same.
  roll_under_way_ = decider_.post(RollCall{sightings_.call(accepted, now)},
                                  [this](const auto&) { loop_.post([this] { roll_under_way_ = false; }); });
}

void AgentLink::heard(const Peer& peer) {
  sightings_.heard(peer.name, peer.key(), clock_.steady(), peer.heard_at);
}

void AgentLink::sign_off(const Peer& peer, const std::string& why) {
  const auto named = by_name_.find(peer.name);
  if (named == by_name_.end() || named->second != peer.id()) return;
  by_name_.erase(named);
  note_status(peer, false);
  log::info("agents", fmt::format("{} is gone: {}", peer.name, why));
  calls_.fail_agent(peer.name, fmt::format("agent '{}' went away: {}", peer.name, why));
}

void AgentLink::drop(link::PeerId id, const std::string& why) {
  const auto found = peers_.find(id);
  if (found == peers_.end()) return;
  sign_off(found->second, why);
  peers_.erase(found);
}

bool AgentLink::has_say(const Peer& peer) const {
  return !peer.name.empty() && directory_.name_of(peer.key()) == peer.name;
}

Peer* AgentLink::connected(const std::string& agent) {
  const auto named = by_name_.find(agent);
  if (named == by_name_.end()) return nullptr;
  Peer& peer = peers_.at(named->second);
  return has_say(peer) ? &peer : nullptr;
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
