// An agent's link and the central at its other end, in one thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "agent/app/central_link.h"
#include "shared/link/memory_transport.h"
#include "shared/wire/codec.h"
#include "tests/unit/agent_app/script.h"

namespace redrive::agent::test {

inline const std::string kKey = "the agent's key";

// Writes down what it hears and answers as told.
class FakeCentral {
 public:
  explicit FakeCentral(link::MemoryHub& hub) : hub_(hub) {}

  void turn() {
    while (auto received = hub_.transport().receive()) {
      auto bytes = reassemblers_[received->peer].take(std::move(received->frame));
      if (!bytes || !*bytes) continue;
      auto envelope = wire::decode(**bytes);
      ASSERT_TRUE(envelope) << envelope.error().message;
      peer_ = received->peer;
      heard.push_back(*envelope);
      if (std::holds_alternative<wire::Hello>(envelope->message) && welcoming) send(welcome);
      if (on_message) on_message(*envelope);
    }
  }

  void send(wire::Message message, std::uint64_t id = 0, std::uint64_t re = 0) {
    const auto frames = wire::to_frames(wire::encode({id, re, std::move(message)}));
    for (const auto& frame : *frames) send_frame(frame);
  }
  void send_frame(const std::string& frame) { hub_.transport().send(peer_, frame); }

  // Everything heard of one kind.
  template <typename T>
  std::vector<T> all() const {
    std::vector<T> found;
    for (const auto& envelope : heard) {
      if (const auto* one = std::get_if<T>(&envelope.message)) found.push_back(*one);
    }
    return found;
  }
  template <typename T>
  std::size_t count() const {
    return all<T>().size();
  }

  bool welcoming = true;
  wire::Welcome welcome{"lab", "1", {}, std::chrono::milliseconds(100), std::chrono::hours(1)};
  std::function<void(const wire::Envelope&)> on_message;
  std::vector<wire::Envelope> heard;

 private:
  link::MemoryHub& hub_;
  link::PeerId peer_;  // who spoke last
  std::map<link::PeerId, wire::Reassembler> reassemblers_;
};

// Two centrals are configured; both are this hub, and what was dialled last tells which was meant.
class LinkWorld : public testing::Test {
 protected:
  LinkWorld() {
    options.name = "ids-1";
    options.centrals = {"first", "second"};
    options.reconnect = {std::chrono::milliseconds(1), std::chrono::milliseconds(4)};
    hub.gate().set_allowed({kKey});
  }

  void dial(LinkTimes times = {}) {
    dealer = hub.dial(kKey, options.centrals.front());
    link.emplace(loop, *dealer, options, clock, random, times);
  }
  void start() {
    link->start({[this] { ++readies, on_ready(); },
                 [this](wire::Envelope envelope) {
                   if (on_message) on_message(envelope);
                   messages.push_back(std::move(envelope));
                 }});
  }
  // The steps of `script`, then the end.
  void play(Script& script) {
    script.run([this] { central.turn(); });
  }

  sys::EventLoop loop;
  base::SystemClock clock;
  base::SeededRandom random{7};
  config::AgentOptions options;
  link::MemoryHub hub{clock};
  FakeCentral central{hub};
  std::unique_ptr<link::DealerTransport> dealer;
  std::optional<CentralLink> link;
  std::function<void()> on_ready = [] {};
  std::function<void(wire::Envelope&)> on_message;
  std::vector<wire::Envelope> messages;
  int readies = 0;
};

}  // namespace redrive::agent::test
