// The switches of the memory transport, which other tests trust.
#include "shared/link/memory_transport.h"

#include <gtest/gtest.h>

#include "tests/contract/link/world.h"

namespace redrive::link::test {
namespace {

class Memory : public testing::Test {
 protected:
  Memory() { hub_.gate().set_allowed({"key"}); }

  base::ManualClock clock_;
  MemoryHub hub_{clock_};
};

TEST_F(Memory, AnUnreachableHubIsDialledUntilItIsBack) {
  hub_.set_reachable(false);
  auto agent = hub_.dial("key", "tcp://noc-1:7461");
  EXPECT_EQ(agent->state(), LinkState::kConnecting);
  hub_.set_reachable(true);
  EXPECT_EQ(agent->state(), LinkState::kConnected);
  hub_.set_reachable(false);
  EXPECT_EQ(agent->state(), LinkState::kConnecting);
  agent->reconnect("tcp://noc-2:7461");
  EXPECT_EQ(agent->state(), LinkState::kConnecting);
  EXPECT_EQ(hub_.dialled("key"), "tcp://noc-2:7461");
  hub_.set_reachable(true);
  EXPECT_EQ(agent->state(), LinkState::kConnected);
}

TEST_F(Memory, DroppedFramesVanishBothWays) {
  auto agent = hub_.dial("key");
  ASSERT_EQ(agent->state(), LinkState::kConnected);
  ASSERT_EQ(agent->send("first"), SendResult::kSent);
  const auto first = hub_.transport().receive();
  ASSERT_TRUE(first);
  hub_.set_dropping("key", true);
  EXPECT_EQ(agent->send("lost"), SendResult::kSent);
  EXPECT_EQ(hub_.transport().send(first->peer, "lost"), SendResult::kSent);
  EXPECT_FALSE(hub_.transport().receive());
  EXPECT_FALSE(agent->receive());
  hub_.set_dropping("key", false);
  EXPECT_EQ(agent->send("kept"), SendResult::kSent);
  EXPECT_EQ(hub_.transport().receive()->frame, "kept");
}

TEST_F(Memory, ADisconnectLosesWhatTheAgentHadNotRead) {
  auto agent = hub_.dial("key");
  ASSERT_EQ(agent->state(), LinkState::kConnected);
  ASSERT_EQ(agent->send("to central"), SendResult::kSent);
  const auto received = hub_.transport().receive();
  ASSERT_TRUE(received);
  ASSERT_EQ(hub_.transport().send(received->peer, "to agent"), SendResult::kSent);
  hub_.disconnect("key");
  EXPECT_FALSE(agent->receive());
  EXPECT_EQ(agent->state(), LinkState::kConnecting);
  EXPECT_EQ(hub_.transport().send(received->peer, "x"), SendResult::kGone);
}

TEST(MemoryHub, ADealerMayOutliveIt) {
  base::ManualClock clock;
  std::unique_ptr<DealerTransport> agent;
  {
    MemoryHub hub(clock);
    hub.gate().set_allowed({"key"});
    agent = hub.dial("key");
    ASSERT_EQ(agent->state(), LinkState::kConnected);
  }
  EXPECT_EQ(agent->state(), LinkState::kConnecting);
  EXPECT_EQ(agent->send("x"), SendResult::kGone);
  agent->reconnect("memory");
  EXPECT_EQ(agent->state(), LinkState::kConnecting);
}

}  // namespace
}  // namespace redrive::link::test
