// What transport.h promises, of the memory transport and of CURVE over TCP alike.
#include <gtest/gtest.h>

#include "shared/base/random.h"
#include "shared/wire/limits.h"
#include "tests/contract/link/world.h"

namespace redrive::link::test {
namespace {

constexpr int kQueue = 8;

class TransportContract : public testing::TestWithParam<const WorldKind*> {
 protected:
  // An agent that is let in, connected, and known to central by its first frame.
  struct Agent {
    KeyPair keys;
    std::unique_ptr<DealerTransport> link;
    PeerId peer;
  };
  Agent connected_agent() {
    Agent agent{make_key_pair(), nullptr, {}};
    allow_also(agent.keys);
    agent.link = world_->dial(agent.keys);
    EXPECT_TRUE(wait_for_state(*agent.link, LinkState::kConnected));
    introduce(agent);
    return agent;
  }
  void introduce(Agent& agent) {
    EXPECT_EQ(agent.link->send("hello"), SendResult::kSent);
    const auto received = frame_from(agent.keys);
    ASSERT_TRUE(received);
    EXPECT_EQ(received->frame, "hello");
    agent.peer = received->peer;
  }
  // The next frame of this agent; what others sent is read and forgotten.
  std::optional<Received> frame_from(const KeyPair& keys) {
    auto received = wait_for_frame(world_->router());
    while (received && received->key != keys.public_key) received = wait_for_frame(world_->router());
    return received;
  }
  // The state after another agent has come and gone, by when what was still to be told has arrived.
  LinkState wait_quietly(DealerTransport& dealer) {
    connected_agent();
    LinkState last = dealer.state();
    for (LinkState next; (next = dealer.state()) != last;) last = next;
    return last;
  }
  void allow_also(const KeyPair& keys) {
    allowed_.push_back(keys);
    world_->allow(allowed_);
  }

  std::unique_ptr<World> world_ = GetParam()->make(kQueue);
  std::vector<KeyPair> allowed_;
};

TEST_P(TransportContract, FramesGoBothWays) {
  Agent agent = connected_agent();
  EXPECT_EQ(world_->router().send(agent.peer, "welcome"), SendResult::kSent);
  EXPECT_EQ(wait_for_frame(*agent.link), "welcome");
  EXPECT_EQ(agent.link->send(""), SendResult::kSent);
  EXPECT_EQ(wait_for_frame(world_->router())->frame, "");
  EXPECT_FALSE(world_->router().receive());
  EXPECT_FALSE(agent.link->receive());
}

TEST_P(TransportContract, FramesKeepTheirOrderAndBytes) {
  Agent agent = connected_agent();
  base::SeededRandom random(5);
  for (int round = 0; round < 50; ++round) {
    std::vector<std::string> sent;
    for (int i = 0; i < kQueue / 2; ++i) {
      std::string frame(random.below(2000), '\0');
      random.fill({reinterpret_cast<std::uint8_t*>(frame.data()), frame.size()});
      sent.push_back(std::move(frame));
    }
    for (const auto& frame : sent) ASSERT_EQ(agent.link->send(frame), SendResult::kSent);
    for (const auto& frame : sent) ASSERT_EQ(wait_for_frame(world_->router())->frame, frame);
    for (const auto& frame : sent) ASSERT_EQ(world_->router().send(agent.peer, frame), SendResult::kSent);
    for (const auto& frame : sent) ASSERT_EQ(wait_for_frame(*agent.link), frame);
  }
}

TEST_P(TransportContract, ManyPeersGetTheirOwn) {
  std::vector<Agent> agents;
  for (int i = 0; i < 25; ++i) agents.push_back(connected_agent());
  for (const auto& agent : agents)
    ASSERT_EQ(world_->router().send(agent.peer, agent.keys.public_key), SendResult::kSent);
  for (auto& agent : agents) EXPECT_EQ(wait_for_frame(*agent.link), agent.keys.public_key);
  // And central tells them apart by key, never by what they say.
  for (auto& agent : agents) ASSERT_EQ(agent.link->send("I am somebody else"), SendResult::kSent);
  std::map<PeerId, std::string> heard;
  for (std::size_t i = 0; i < agents.size(); ++i) {
    const auto received = wait_for_frame(world_->router());
    ASSERT_TRUE(received);
    heard[received->peer] = received->key;
  }
  for (const auto& agent : agents) EXPECT_EQ(heard[agent.peer], agent.keys.public_key);
}

// Requirement O2: an unknown agent can do nothing until it is accepted, and is listed.
TEST_P(TransportContract, AnUnknownKeyIsRefusedNotedAndMayBeAcceptedLater) {
  const KeyPair keys = make_key_pair();
  auto dealer = world_->dial(keys);
  ASSERT_TRUE(wait_for_state(*dealer, LinkState::kRefused));
  EXPECT_EQ(dealer->send("let me in"), SendResult::kGone);
  EXPECT_FALSE(world_->router().receive());
  // It stays so until the owner dials again, whatever else happens to the connection.
  EXPECT_EQ(wait_quietly(*dealer), LinkState::kRefused);

  dealer->reconnect(world_->endpoint());
  ASSERT_TRUE(wait_for_state(*dealer, LinkState::kRefused));
  const auto refused = world_->central().gate().refused();
  ASSERT_EQ(refused.size(), 1U);
  EXPECT_EQ(refused[0].key, keys.public_key);
  EXPECT_EQ(refused[0].times, 2U);
  EXPECT_FALSE(refused[0].address.empty());
  EXPECT_LE(refused[0].first_at, refused[0].last_at);

  allow_also(keys);
  EXPECT_TRUE(world_->central().gate().refused().empty());
  dealer->reconnect(world_->endpoint());
  ASSERT_TRUE(wait_for_state(*dealer, LinkState::kConnected));
  Agent agent{keys, std::move(dealer), {}};
  introduce(agent);
}

TEST_P(TransportContract, AReconnectIsANewPeerUnderTheSameKey) {
  Agent agent = connected_agent();
  const PeerId before = agent.peer;
  agent.link->reconnect(world_->endpoint());
  EXPECT_EQ(agent.link->send("too early"), SendResult::kGone);
  ASSERT_TRUE(wait_for_state(*agent.link, LinkState::kConnected));
  introduce(agent);
  EXPECT_NE(agent.peer, before);
  EXPECT_EQ(world_->router().send(agent.peer, "again"), SendResult::kSent);
  EXPECT_EQ(wait_for_frame(*agent.link), "again");
}

// The hello is sent the moment the connection is told; it must not find the socket still learning of it.
TEST_P(TransportContract, AFrameIsTakenAsSoonAsTheConnectionIsTold) {
  Agent agent = connected_agent();
  for (int round = 0; round < 60; ++round) {
    agent.link->reconnect(world_->endpoint());
    // Looks without pause, to meet the moment.
    for (int look = 0; look < 50'000'000 && agent.link->state() != LinkState::kConnected; ++look) {
      while (agent.link->receive()) continue;
    }
    ASSERT_EQ(agent.link->send("hello"), SendResult::kSent) << round;
    ASSERT_TRUE(wait_for_frame(world_->router()));
  }
}

TEST_P(TransportContract, WhatWasQueuedForTheOldConnectionIsNotForTheNew) {
  Agent agent = connected_agent();
  ASSERT_EQ(world_->router().send(agent.peer, "old"), SendResult::kSent);
  agent.link->reconnect(world_->endpoint());
  ASSERT_TRUE(wait_for_state(*agent.link, LinkState::kConnected));
  introduce(agent);
  ASSERT_EQ(world_->router().send(agent.peer, "new"), SendResult::kSent);
  EXPECT_EQ(wait_for_frame(*agent.link), "new");
}

TEST_P(TransportContract, ASendToAPeerThatLeftIsGone) {
  Agent agent = connected_agent(), other = connected_agent();
  agent.link.reset();
  RouterTransport& router = world_->router();
  EXPECT_TRUE(wait_until({router.fd()}, [&] {
    while (router.receive()) continue;
    const bool gone = router.send(agent.peer, "are you there?") == SendResult::kGone;
    while (router.receive()) continue;
    return gone;
  }));
  EXPECT_EQ(router.send("no such peer", "x"), SendResult::kGone);
  EXPECT_EQ(router.send("", "x"), SendResult::kGone);
  EXPECT_EQ(router.send(other.peer, "still here"), SendResult::kSent);
  EXPECT_EQ(wait_for_frame(*other.link), "still here");
}

TEST_P(TransportContract, AQueueThatIsFullSaysSoAndHurtsNobodyElse) {
  Agent slow = connected_agent(), other = connected_agent();
  const std::string frame(64 * 1024, 'x');
  // The kernel's buffers take some before the queue fills; all of them together are far below this many.
  int sent = 0;
  SendResult result = SendResult::kSent;
  while (sent < 5000 && (result = world_->router().send(slow.peer, frame)) == SendResult::kSent) ++sent;
  ASSERT_EQ(result, SendResult::kFull);
  ASSERT_EQ(world_->router().send(other.peer, "quick"), SendResult::kSent);
  EXPECT_EQ(wait_for_frame(*other.link), "quick");
  // Nothing of what was taken is lost, and there is room again once the peer reads.
  for (int i = 0; i < sent; ++i) ASSERT_EQ(wait_for_frame(*slow.link), frame) << i;
  while (world_->router().receive()) continue;
  EXPECT_TRUE(wait_until({world_->router().fd()}, [&] {
    const bool room = world_->router().send(slow.peer, "last") == SendResult::kSent;
    while (world_->router().receive()) continue;
    return room;
  }));
  EXPECT_EQ(wait_for_frame(*slow.link), "last");
}

TEST_P(TransportContract, AnAgentsOwnFullQueueSaysSo) {
  Agent agent = connected_agent();
  const std::string frame(64 * 1024, 'x');
  int sent = 0;
  SendResult result = SendResult::kSent;
  while (sent < 5000 && (result = agent.link->send(frame)) == SendResult::kSent) ++sent;
  ASSERT_EQ(result, SendResult::kFull);
  for (int i = 0; i < sent; ++i) ASSERT_EQ(wait_for_frame(world_->router())->frame, frame) << i;
}

TEST_P(TransportContract, TheLongestFrameArrives) {
  Agent agent = connected_agent();
  const std::string longest(wire::kMaxFrame, 'x');
  ASSERT_EQ(agent.link->send(longest), SendResult::kSent);
  EXPECT_EQ(wait_for_frame(world_->router())->frame, longest);
  ASSERT_EQ(world_->router().send(agent.peer, longest), SendResult::kSent);
  EXPECT_EQ(wait_for_frame(*agent.link), longest);
}

TEST_P(TransportContract, ALongerFrameEndsTheConnectionAndNoOther) {
  Agent agent = connected_agent(), other = connected_agent();
  ASSERT_EQ(agent.link->send(std::string(wire::kMaxFrame + 1024, 'x')), SendResult::kSent);
  EXPECT_TRUE(wait_for_state(*agent.link, LinkState::kConnecting));
  ASSERT_EQ(other.link->send("not me"), SendResult::kSent);
  EXPECT_EQ(wait_for_frame(world_->router())->frame, "not me");
  agent.link->reconnect(world_->endpoint());
  ASSERT_TRUE(wait_for_state(*agent.link, LinkState::kConnected));
  introduce(agent);
}

TEST_P(TransportContract, ALongerFrameFromCentralEndsThatConnection) {
  Agent agent = connected_agent();
  ASSERT_EQ(world_->router().send(agent.peer, std::string(wire::kMaxFrame + 1024, 'x')), SendResult::kSent);
  EXPECT_TRUE(wait_for_state(*agent.link, LinkState::kConnecting));
  agent.link->reconnect(world_->endpoint());
  ASSERT_TRUE(wait_for_state(*agent.link, LinkState::kConnected));
  introduce(agent);
}

// docs/pitfalls.md, d: with ZeroMQ heartbeats a peer that fills the queue and leaves aborts the process; with lingering
// it could not leave at all.
TEST_P(TransportContract, APeerThatFillsTheQueueAndLeavesDoesNoHarm) {
  Agent other = connected_agent();
  const std::string frame(64 * 1024, 'x');
  for (int round = 0; round < 3; ++round) {
    Agent agent = connected_agent();
    int sent = 0;
    while (sent < 5000 && agent.link->send(frame) == SendResult::kSent) ++sent;
    ASSERT_LT(sent, 5000);
    agent.link.reset();
  }
  ASSERT_EQ(other.link->send("after the flood"), SendResult::kSent);
  const auto received = frame_from(other.keys);
  ASSERT_TRUE(received);
  EXPECT_EQ(received->frame, "after the flood");
}

INSTANTIATE_TEST_SUITE_P(Link, TransportContract, testing::Values(&kMemory, &kCurve, &kPooledCurve),
                         [](const auto& kind) { return std::string(kind.param->name); });

}  // namespace
}  // namespace redrive::link::test
