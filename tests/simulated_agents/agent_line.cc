#include "tests/simulated_agents/agent_line.h"

#include "shared/wire/codec.h"

namespace redrive::simulated {
namespace {

constexpr int kFramesPerTurn = 64;

}  // namespace

AgentLine::AgentLine(Surroundings& around, std::string name, Handlers handlers)
    : around_(around),
      name_(std::move(name)),
      handlers_(std::move(handlers)),
      heartbeat_(around.heartbeat),
      liveness_(around.heartbeat, around.silence, around.clock.steady()) {}

void AgentLine::dial() {
  vanish();
  state_ = link::LinkState::kConnecting;
  transport_ = handlers_.dial();
  if (!transport_) return dial_later();
  around_.loop.watch(transport_->fd(), [this] { handlers_.due(); });
  expect(around_.heartbeat, around_.silence);
  handlers_.due();
}

void AgentLine::vanish() {
  set_ready(false);
  waiting_ = false;
  around_.loop.cancel(dial_timer_);
  around_.loop.cancel(tend_timer_);
  if (transport_) around_.loop.unwatch(transport_->fd());
  transport_.reset();
}

void AgentLine::pump() {
  if (!transport_) return;
  follow_transport();
  for (int i = 0; i < kFramesPerTurn && transport_; ++i) {
    auto frame = transport_->receive();
    if (!frame) return;
    take(std::move(*frame));
  }
  handlers_.due();
}

void AgentLine::follow_transport() {
  const auto now = transport_->state();
  if (now == std::exchange(state_, now)) return;
  if (ready_) {
    ++around_.counters.losses;
    dial_later();
  }
  if (now == link::LinkState::kRefused) {
    ++around_.counters.refusals;
    dial_later();
  }
  if (now != link::LinkState::kConnected) return;
  reassembler_ = {};
  const wire::Hello hello{name_, "simulated", fmt::format("B-{}-{}", name_, ++boots_), {}};
  transport_->send(wire::encode({0, 0, hello}));
  handlers_.due();
  expect(around_.heartbeat, around_.silence);
}

void AgentLine::take(std::string frame) {
  if (ready_) liveness_.heard(around_.clock.steady());
  auto bytes = reassembler_.take(std::move(frame));
  if (bytes && !*bytes) return;
  auto envelope = bytes ? wire::decode(**bytes) : tl::unexpected<base::Error>(bytes.error());
  if (!envelope) {
    ++around_.counters.bad_frames;
  } else if (const auto* welcome = std::get_if<wire::Welcome>(&envelope->message)) {
    take_welcome(*welcome);
  } else if (std::holds_alternative<wire::Refused>(envelope->message)) {
    ++around_.counters.refusals;
    dial_later();
  } else if (ready_ && !std::holds_alternative<wire::Heartbeat>(envelope->message)) {
    handlers_.message(std::move(*envelope));
  }
}

void AgentLine::take_welcome(const wire::Welcome& welcome) {
  if (std::exchange(waiting_, false)) around_.loop.cancel(dial_timer_);
  expect(welcome.heartbeat, std::max(welcome.silent_after, welcome.heartbeat * 2));
  attempts_ = 0;
  ++around_.counters.welcomes;
  set_ready(true);
  handlers_.ready();
}

bool AgentLine::send(const wire::Envelope& envelope) {
  if (!ready_) return false;
  handlers_.due();  // what a send looks at, the descriptor does not tell any more
  auto frames = wire::to_frames(wire::encode(envelope));
  if (!frames) return false;
  for (const auto& frame : *frames) {
    if (transport_->send(frame) != link::SendResult::kSent) return false;
  }
  return true;
}

void AgentLine::set_ready(bool ready) {
  if (std::exchange(ready_, ready) == ready) return;
  ready ? ++around_.counters.ready : --around_.counters.ready;
}

void AgentLine::dial_later() {
  set_ready(false);
  if (std::exchange(waiting_, true)) return;
  const auto wait = session::backoff_wait(around_.reconnect, ++attempts_, around_.random);
  dial_timer_ = around_.loop.after(wait, [this] { dial(); });
}

// Something is sent every `heartbeat`; `silence` without a word means that central is gone.
void AgentLine::expect(base::Micros heartbeat, base::Micros silence) {
  heartbeat_ = heartbeat;
  liveness_ = session::Liveness(heartbeat, silence, around_.clock.steady());
  around_.loop.cancel(tend_timer_);
  tend_timer_ = around_.loop.after(heartbeat_, [this] { tend(); });
}

void AgentLine::tend() {
  tend_timer_ = around_.loop.after(heartbeat_, [this] { tend(); });
  if (liveness_.silent(around_.clock.steady())) {
    dial_later();
  } else if (ready_) {
    send({0, 0, wire::Heartbeat{}});
  }
}

}  // namespace redrive::simulated
