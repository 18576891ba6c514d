#include "agent/app/central_link.h"

#include "shared/base/names.h"
#include "shared/log/log.h"
#include "shared/version.h"
#include "shared/wire/codec.h"

namespace redrive::agent {
namespace {

constexpr int kFramesPerTurn = 64;  // taken before timers and other descriptors get their turn
// Before the welcome says better: how long a central may take to answer the hello before the next one is dialled.
constexpr base::Micros kFirstHeartbeat{10'000'000}, kFirstSilence{35'000'000};

}  // namespace

CentralLink::CentralLink(sys::EventLoop& loop, link::DealerTransport& transport, const config::AgentOptions& options,
                         const base::Clock& clock, base::Random& random)
    : loop_(loop),
      transport_(transport),
      options_(options),
      clock_(clock),
      random_(random),
      boot_(base::make_id("B-", random)),
      liveness_(kFirstHeartbeat, kFirstSilence, clock.steady()) {}

void CentralLink::start(LinkHandlers handlers) {
  handlers_ = std::move(handlers);
  loop_.watch(transport_.fd(), [] {});
  loop_.add_pump([this] { return pump(); });
  tend();
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
  transport_.send(wire::encode({0, 0, wire::Hello{options_.name, std::string(kVersion), boot_, {}, spool_next()}}));
  liveness_ = session::Liveness(heartbeat_, kFirstSilence, clock_.steady());
}

// ---- what central says

void CentralLink::take(std::string frame) {
  liveness_.heard(clock_.steady());
  auto bytes = reassembler_.take(std::move(frame));
  if (bytes && !*bytes) return;  // more fragments to come
  auto envelope =
      bytes ? wire::decode(**bytes) : base::Result<wire::Envelope>(tl::unexpected<base::Error>(bytes.error()));
  if (envelope) return take_envelope(std::move(*envelope));
  if (++bad_frames_ == 1) log::warning("link", "central sent a frame that cannot be read: " + envelope.error().message);
}

void CentralLink::take_envelope(wire::Envelope envelope) {
  if (const auto* welcome = std::get_if<wire::Welcome>(&envelope.message)) {
    heartbeat_ = std::max(welcome->heartbeat, base::Micros{100'000});
    liveness_ = session::Liveness(heartbeat_, std::max(welcome->silent_after, heartbeat_ * 2), clock_.steady());
    ready_ = true;
    attempts_ = 0;
    log::info("link", fmt::format("connected to central '{}' at {}", welcome->central, options_.centrals[central_]));
    handlers_.ready();
  } else if (const auto* refused = std::get_if<wire::Refused>(&envelope.message)) {
    dial_later("central refused this agent: " + refused->reason);
  } else if (!std::holds_alternative<wire::Heartbeat>(envelope.message) && ready_) {
    handlers_.message(std::move(envelope));
  }
}

// ---- what central is told

bool CentralLink::send(const wire::Envelope& envelope) {
  if (!ready_) return false;
  auto frames = wire::to_frames(wire::encode(envelope));
  if (!frames) {
    log::error("link", frames.error().message);
    return false;
  }
  for (const auto& frame : *frames) {
    // A message cut short between fragments is dropped by the other side when the next one begins.
    if (transport_.send(frame) != link::SendResult::kSent) return false;
  }
  liveness_.sent(clock_.steady());
  return true;
}

void CentralLink::tend() {
  const auto now = clock_.steady();
  if (liveness_.silent(now)) {
    dial_later("nothing was heard from central");
  } else if (ready_ && liveness_.must_send(now)) {
    send({0, 0, wire::Heartbeat{}});
  }
  loop_.after(heartbeat_, [this] { tend(); });
}

// ---- losing and finding it

void CentralLink::lost(const std::string& why) {
  ready_ = false;
  log::warning("link", why);
}

// One dial at a time; the next central of the list each time, with a growing wait.
void CentralLink::dial_later(const std::string& why) {
  if (std::exchange(dialling_, true)) return;
  ready_ = false;
  ++attempts_;
  const auto wait = session::backoff_wait(options_.reconnect, attempts_, random_);
  if (attempts_ == 1) log::warning("link", fmt::format("{}; trying again", why));
  loop_.after(wait, [this] {
    dialling_ = false;
    central_ = (central_ + 1) % options_.centrals.size();
    liveness_ = session::Liveness(heartbeat_, kFirstSilence, clock_.steady());
    state_ = link::LinkState::kConnecting;
    transport_.reconnect(options_.centrals[central_]);
  });
}

}  // namespace redrive::agent
