// Central's side of the agent link with a network in memory, a real store and the deciding thread. The loop has a
// thread of its own; agents and the network are touched on it alone.
#pragma once

#include <future>

#include "central/intake/agent_link.h"
#include "central/store/jobs.h"
#include "shared/base/digest.h"
#include "shared/link/keys.h"
#include "shared/link/memory_transport.h"
#include "shared/wire/codec.h"
#include "tests/unit/job_flows/decider_world.h"

namespace redrive::central::test {

// The loop looks after its peers every 10 ms of real time; what it then finds goes by the world's clock.
inline constexpr base::Micros kBeat = 20ms, kSilence = 200ms;

inline config::CentralOptions quick() {
  auto options = company();
  options.name = "noc";
  options.heartbeat = kBeat;
  options.silent_after = kSilence;
  return options;
}

class LinkWorld {
 public:
  explicit LinkWorld(std::size_t per_peer_queue = 64) : hub(core.clock, per_peer_queue) {
    core.flow.command_waiting = [this](const std::string& agent) { agents.commands_waiting(agent); };
    agents.start();
    loop.add_pump([this] { return look(); });
    thread_ = std::thread([this] { loop.run(); });
  }
  ~LinkWorld() {
    loop.stop();
    thread_.join();
    core.decider.stop();
  }

  template <typename Act>
  auto on_loop(Act act) {
    std::packaged_task<decltype(act())()> task(std::move(act));
    auto done = task.get_future();
    loop.post([&task] { task(); });
    return done.get();
  }
  // Waits until the condition holds on the loop's thread.
  void until(std::function<bool()> condition) {
    std::promise<void> held;
    auto done = held.get_future();
    loop.post([&] {
      waiting_ = [&held, condition = std::move(condition)] {
        if (!condition()) return false;
        held.set_value();
        return true;
      };
    });
    done.get();
  }
  // Everything said before has been taken by the loop.
  void taken() {
    on_loop([] {});
  }

  std::uint64_t rejected() const { return core.metrics.frames_rejected.load(); }
  AgentStatus status(const std::string& name) {
    for (auto& status : agents.agents()) {
      if (status.name == name) return status;
    }
    return {};
  }

  DeciderWorld core{quick()};
  sys::ContentStore packages = sys::ContentStore::open(core.dir / "packages").value();
  sys::EventLoop loop;
  link::MemoryHub hub;
  std::unique_ptr<AgentDirectory> directory = AgentDirectory::open(core.dir.path(), hub.gate(), core.clock).value();
  AgentLink agents{loop, hub.transport(), *directory, core.decider, packages, core.options, core.clock, core.metrics};

 private:
  bool look() {
    if (waiting_ && waiting_()) waiting_ = nullptr;
    return false;
  }

  std::function<bool()> waiting_;
  std::thread thread_;
};

// One connection of an agent, as the test plays it.
class TestAgent {
 public:
  explicit TestAgent(LinkWorld& world, std::string called = "ids-1",
                     std::string with_key = link::make_key_pair().public_key)
      : name(std::move(called)), key(std::move(with_key)), world_(world) {}
  ~TestAgent() {
    world_.on_loop([this] { line_.reset(); });
  }
  TestAgent(const TestAgent&) = delete;
  TestAgent& operator=(const TestAgent&) = delete;

  void dial() {
    world_.on_loop([this] {
      line_ = world_.hub.dial(key);
      EXPECT_EQ(line_->state(), link::LinkState::kConnected);
    });
  }
  void raw(const std::string& frame) {
    world_.on_loop([&] { EXPECT_EQ(line_->send(frame), link::SendResult::kSent); });
    world_.taken();
  }
  void say(wire::Message message, std::uint64_t id = 0, std::uint64_t re = 0) {
    raw(wire::encode({id, re, std::move(message)}));
  }
  // Accepted, connected and welcome.
  TestAgent& arrive() {
    if (world_.directory->name_of(key) != name) {
      EXPECT_TRUE(world_.directory->accept(key, name));
    }
    dial();
    say(hello());
    hear<wire::Welcome>();
    return *this;
  }
  wire::Hello hello() const { return {name, "1.2", "boot", {"plan-signed"}}; }

  // Waits for the next message of this kind; others that come meanwhile are kept.
  template <typename Message>
  wire::Envelope hear_envelope() {
    wire::Envelope found;
    world_.until([&] {
      read();
      const auto at = std::find_if(heard_.begin(), heard_.end(),
                                   [](const auto& one) { return std::holds_alternative<Message>(one.message); });
      if (at == heard_.end()) return false;
      found = std::move(*at);
      heard_.erase(at);
      return true;
    });
    return found;
  }
  template <typename Message>
  Message hear() {
    return std::get<Message>(hear_envelope<Message>().message);
  }
  template <typename Message>
  std::size_t count() {
    return world_.on_loop([this] {
      read();
      return static_cast<std::size_t>(std::count_if(
          heard_.begin(), heard_.end(), [](const auto& one) { return std::holds_alternative<Message>(one.message); }));
    });
  }

  const std::string name, key;

 private:
  void read() {
    while (auto frame = line_->receive()) heard_.push_back(wire::decode(*frame).value());
  }

  LinkWorld& world_;
  std::unique_ptr<link::DealerTransport> line_;
  std::vector<wire::Envelope> heard_;
};

inline wire::SpoolBatch batch_of(std::uint64_t first, std::vector<std::string> ids) {
  wire::SpoolBatch batch{"S-1", first, {}};
  for (auto& id : ids) batch.items.emplace_back(submit(std::move(id)).alerts[0]);
  return batch;
}

inline StartJob job_for(const std::string& server) {
  StartJob job{{"ann", ""}, "", "app", {{"app.deb", 3, base::digest_of("app")}}, {{server, {}}}, {}};
  job.parameters.install = {"true"};
  return job;
}

}  // namespace redrive::central::test
