#include "agent/app/central_link.h"

#include <algorithm>

#include "shared/base/names.h"
#include "shared/log/log.h"
#include "shared/model/tool.h"
#include "shared/version.h"
#include "shared/wire/codec.h"

namespace redrive::agent {
namespace {

constexpr int kFramesPerTurn = 64;  // taken before timers and other descriptors get their turn
constexpr base::Micros kShortestHeartbeat{100'000}, kLongestHeartbeat{3'600'000'000};

// The one after `central` in the list; its first when it is the last or not in it.
const std::string& next_of(const std::vector<std::string>& centrals, const std::string& central) {
  const auto found = std::ranges::find(centrals, central);
  return found == centrals.end() || found + 1 == centrals.end() ? centrals.front() : found[1];
}

}  // namespace

CentralLink::CentralLink(sys::EventLoop& loop, link::DealerTransport& transport, const config::AgentOptions& options,
                         const base::Clock& clock, base::Random& random, LinkTimes times)
    : loop_(loop),
      transport_(transport),
      options_(options),
      clock_(clock),
      random_(random),
      times_(times),
      boot_(base::make_id("B-", random)),
      heartbeat_(times.heartbeat),
      liveness_(times.heartbeat, times.silence, clock.steady()),
      central_(options.centrals.front()) {}

void CentralLink::start(LinkHandlers handlers) {
  handlers_ = std::move(handlers);
  loop_.watch(transport_.fd(), [] {});
  loop_.add_pump([this] { return pump(); });
  expect(times_.heartbeat, times_.silence);
}

bool CentralLink::pump() {
  watch_connection();
  for (int i = 0; i < kFramesPerTurn; ++i) {
    auto frame = transport_.receive();
    if (!frame) return false;
    take(std::move(*frame));
  }
  return true;
}

// The transport tells every change of the connection once, in order (link/transport.h).
void CentralLink::watch_connection() {
  const auto now = transport_.state();
  const auto before = std::exchange(state_, now);
  if (now == before) return;
  if (ready_) lost("the connection to central was lost");
  if (now == link::LinkState::kConnected) say_hello();
  if (now == link::LinkState::kRefused) {
    dial_later("central does not know this agent's key yet; accept it there: redrive agents accept KEY " +
               options_.name);
  }
}

void CentralLink::say_hello() {
  reassembler_ = {};
  std::vector<std::string> capabilities{std::string(wire::kPlanWishes)};
  if (!options_.tool_keys.empty()) {
    capabilities.emplace_back(wire::kPlanTool);
    capabilities.push_back(std::string(wire::kPlatform).append(model::this_platform()));
  }
  transport_.send(
      wire::encode({0, 0, wire::Hello{options_.name, std::string(kVersion), boot_, std::move(capabilities)}}));
  expect(times_.heartbeat, times_.silence);
}

// ---- what central says

void CentralLink::take(std::string frame) {
  if (ready_) liveness_.heard(clock_.steady());  // before, only the welcome is an answer
  auto bytes = reassembler_.take(std::move(frame));
  if (bytes && !*bytes) return;  // more fragments to come
  auto envelope =
      bytes ? wire::decode(**bytes) : base::Result<wire::Envelope>(tl::unexpected<base::Error>(bytes.error()));
  if (envelope) return take_envelope(std::move(*envelope));
  if (++bad_frames_ == 1) log::warning("link", "central sent a frame that cannot be read: " + envelope.error().message);
}

void CentralLink::take_envelope(wire::Envelope envelope) {
  if (const auto* welcome = std::get_if<wire::Welcome>(&envelope.message)) {
    take_welcome(*welcome);
  } else if (const auto* refused = std::get_if<wire::Refused>(&envelope.message)) {
    dial_later("central refused this agent: " + refused->reason);
  } else if (!std::holds_alternative<wire::Heartbeat>(envelope.message) && ready_) {
    handlers_.message(std::move(envelope));
  }
}

void CentralLink::take_welcome(const wire::Welcome& welcome) {
  if (std::exchange(dialling_, false)) loop_.cancel(dial_timer_);
  const auto heartbeat = std::clamp(welcome.heartbeat, kShortestHeartbeat, kLongestHeartbeat);
  expect(heartbeat, std::max(welcome.silent_after, heartbeat * 2));
  known_there_ = welcome.capabilities;
  ready_ = true;
  attempts_ = 0;
  said_.clear();
  log::info("link", fmt::format("connected to central '{}' at {}", welcome.central, central_));
  handlers_.ready();
}

bool CentralLink::central_knows(std::string_view capability) const {
  return ready_ && std::find(known_there_.begin(), known_there_.end(), capability) != known_there_.end();
}

// ---- what central is told

bool CentralLink::send(const wire::Envelope& envelope) {
  if (!ready_) return false;
  auto frames = wire::to_frames(wire::encode(envelope));
  if (!frames) {
    log::error("link", frames.error().message);
    if (envelope.re == 0) return false;
    return send({0, envelope.re, wire::ErrorReply{base::ErrorCode::kFailed, frames.error().message}});
  }
  for (const auto& frame : *frames) {
    // A message cut short between fragments is dropped by the other side when the next one begins.
    if (transport_.send(frame) != link::SendResult::kSent) return false;
  }
  return true;
}

// From now on: something is sent every `heartbeat`, and `silence` without a word means that central is gone.
void CentralLink::expect(base::Micros heartbeat, base::Micros silence) {
  heartbeat_ = heartbeat;
  liveness_ = session::Liveness(heartbeat, silence, clock_.steady());
  loop_.cancel(tend_timer_);
  tend_timer_ = loop_.after(heartbeat_, [this] { tend(); });
}

void CentralLink::tend() {
  tend_timer_ = loop_.after(heartbeat_, [this] { tend(); });
  if (liveness_.silent(clock_.steady())) {
    dial_later("nothing was heard from central");
  } else if (ready_) {
    send({0, 0, wire::Heartbeat{}});
  }
}

// ---- losing and finding it

// The transport dials the same central again by itself; after a silence the next one is dialled.
void CentralLink::lost(const std::string& why) {
  ready_ = false;
  expect(times_.heartbeat, times_.silence);
  log::warning("link", why);
}

// One dial at a time; the next central of the list each time, with a growing wait.
void CentralLink::dial_later(const std::string& why) {
  ready_ = false;
  if (std::exchange(dialling_, true)) return;
  ++attempts_;
  if (std::exchange(said_, why) != why) log::warning("link", fmt::format("{}; trying again", why));
  dial_timer_ = loop_.after(session::backoff_wait(options_.reconnect, attempts_, random_), [this] { dial(); });
}

void CentralLink::follow(const config::AgentOptions& options) {
  const auto before = std::exchange(options_, options);
  const bool same_hello = before.tool_keys.empty() == options.tool_keys.empty();
  if (before.centrals == options.centrals && before.reconnect == options.reconnect && same_hello) return;
  const bool listed = std::ranges::find(options.centrals, central_) != options.centrals.end();
  if (ready_ && listed && same_hello) return;
  if (!listed) log::info("link", fmt::format("{} is no longer in the list of centrals", central_));
  loop_.cancel(dial_timer_);
  ready_ = false;
  attempts_ = 0;
  dial();
}

void CentralLink::dial() {
  dialling_ = false;
  central_ = next_of(options_.centrals, central_);
  state_ = link::LinkState::kConnecting;
  expect(times_.heartbeat, times_.silence);
  transport_.reconnect(central_);
}

}  // namespace redrive::agent
