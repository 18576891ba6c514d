// Who may speak (O2): names, keys, rubbish, and several connections of one agent.
#include "tests/unit/central_intake/link_world.h"

namespace redrive::central::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Hello : public testing::Test {
 protected:
  Hello() { world.core.decider.start(); }
  void counted(std::uint64_t frames) {
    world.until([this, frames] { return world.rejected() == frames; });
  }
  LinkWorld world;
};

TEST_F(Hello, WithTheBoundNameIsWelcome) {
  TestAgent agent(world);
  ASSERT_TRUE(world.directory->accept(agent.key, "ids-1"));
  EXPECT_FALSE(world.status("ids-1").connected);
  agent.dial();
  agent.say(agent.hello());
  const auto welcome = agent.hear<wire::Welcome>();
  EXPECT_EQ(welcome.central, "noc");
  EXPECT_EQ(welcome.heartbeat, kBeat);
  EXPECT_EQ(welcome.silent_after, kSilence);
  const auto status = world.status("ids-1");
  EXPECT_TRUE(status.connected);
  EXPECT_EQ(status.version, "1.2");
  EXPECT_THAT(status.capabilities, ElementsAre("plan-signed"));
  EXPECT_EQ(world.core.metrics.agents_connected.load(), 1U);
}

TEST_F(Hello, WithAnotherNameIsRefusedAndMayBeSaidAgainRight) {
  TestAgent agent(world, "ids-1");
  ASSERT_TRUE(world.directory->accept(agent.key, "ids-1"));
  agent.dial();
  auto stolen = agent.hello();
  stolen.name = "ids-2";
  agent.say(stolen);
  EXPECT_THAT(agent.hear<wire::Refused>().reason, HasSubstr("accepted as 'ids-1', not as 'ids-2'"));
  EXPECT_EQ(world.core.metrics.agents_connected.load(), 0U);
  agent.say(agent.hello());
  agent.hear<wire::Welcome>();
}

TEST_F(Hello, BeforeItEverythingIsOnlyCounted) {
  TestAgent agent(world);
  ASSERT_TRUE(world.directory->accept(agent.key, "ids-1"));
  agent.dial();
  agent.say(batch_of(1, {"a-1"}));
  agent.say(wire::CommandAck{"run/R-1", true, ""});
  agent.say(wire::Heartbeat{});
  agent.say(wire::DumpReply{}, 0, 1);
  // The first of four fragments: nothing is gathered for a stranger.
  agent.raw(std::string("\xC1\0\0\0\0\0\0\0\4", 9) + std::string(1000, 'x'));
  counted(5);
  EXPECT_THAT(world.core.stored(), IsEmpty());
  agent.say(agent.hello());
  agent.hear<wire::Welcome>();
}

TEST_F(Hello, RubbishIsOnlyCountedAndTheAgentServedOn) {
  TestAgent agent(world);
  agent.arrive();
  base::SeededRandom random(3);
  constexpr std::uint64_t kFrames = 300;
  for (std::uint64_t i = 0; i < kFrames; ++i) {
    std::string frame(1 + random.below(200), '\0');
    random.fill({reinterpret_cast<std::uint8_t*>(frame.data()), frame.size()});
    agent.raw(frame);
  }
  counted(kFrames);
  for (const auto& message : {wire::Message(wire::Welcome{}), wire::Message(wire::SpoolAck{}),
                              wire::Message(wire::Distribute{}), wire::Message(wire::PlanRequest{})}) {
    agent.say(message);  // only central says these
  }
  agent.say(wire::PlanReply{}, 0, 77);  // answers nothing
  agent.say(wire::ErrorReply{}, 0, 0);
  counted(kFrames + 6);
  agent.say(batch_of(1, {"a-1"}));
  EXPECT_EQ(agent.hear<wire::SpoolAck>().through, 1U);
}

TEST_F(Hello, TheNewestConnectionWins) {
  TestAgent old(world);
  old.arrive();
  auto call = std::async(std::launch::async, [&] { return world.agents.call("ids-1", wire::DumpRequest{"J-1"}, 1h); });
  old.hear<wire::DumpRequest>();
  TestAgent newer(world, "ids-1", old.key);
  newer.arrive();
  EXPECT_THAT(call.get().error().message, HasSubstr("connected anew")) << "its answer will not come";
  EXPECT_EQ(world.core.metrics.agents_connected.load(), 1U);
  old.say(batch_of(1, {"a-old"}));
  counted(1);
  newer.say(batch_of(1, {"a-new"}));
  newer.hear<wire::SpoolAck>();
  EXPECT_THAT(world.core.stored(), ElementsAre("a-new"));
}

TEST_F(Hello, ARejectedKeyLosesItsSayAtOnce) {
  TestAgent agent(world);
  agent.arrive();
  ASSERT_TRUE(world.directory->remove("ids-1"));
  agent.say(batch_of(1, {"a-1"}));
  counted(1);
  EXPECT_EQ(world.agents.call("ids-1", wire::DumpRequest{"J-1"}, 1h).error().code, base::ErrorCode::kUnavailable);
  EXPECT_THAT(agent.hear<wire::Refused>().reason, HasSubstr("not accepted"));
  world.until([&] { return world.core.metrics.agents_connected == 0; });
  agent.say(agent.hello());
  agent.hear<wire::Refused>();
  EXPECT_THAT(world.core.stored(), IsEmpty());
  EXPECT_EQ(agent.count<wire::DumpRequest>(), 0U);
}

TEST_F(Hello, AReplacedKeyIsNotHeardAndTheNewOneIs) {
  TestAgent old(world), newer(world);
  old.arrive();
  ASSERT_TRUE(world.directory->replace_key("ids-1", newer.key));
  old.say(batch_of(1, {"a-old"}));
  counted(1);
  newer.arrive();
  newer.say(batch_of(1, {"a-new"}));
  newer.hear<wire::SpoolAck>();
  EXPECT_THAT(world.core.stored(), ElementsAre("a-new"));
}

TEST_F(Hello, AKeyThatGotAnotherNameIsReachedUnderThatOnly) {
  TestAgent agent(world);
  agent.arrive();
  ASSERT_TRUE(world.directory->remove("ids-1"));
  ASSERT_TRUE(world.directory->accept(agent.key, "ids-2"));
  auto hello = agent.hello();
  hello.name = "ids-2";
  agent.say(hello);
  agent.hear<wire::Welcome>();
  EXPECT_FALSE(world.agents.call("ids-1", wire::DumpRequest{"J-1"}, 1h));
  EXPECT_TRUE(world.status("ids-2").connected);
  EXPECT_EQ(world.core.metrics.agents_connected.load(), 1U);
}

TEST_F(Hello, SilenceEndsAConnectionAndASignOfLifeKeepsIt) {
  TestAgent silent(world, "ids-1"), alive(world, "ids-2");
  silent.arrive(), alive.arrive();
  for (base::Micros passed{0}; passed < kSilence; passed += kBeat) {
    world.core.clock.advance(kBeat);
    alive.hear<wire::Heartbeat>();  // central speaks when it has nothing to say
    alive.say(wire::Heartbeat{});
  }
  world.until([&] { return world.core.metrics.agents_connected == 1; });
  EXPECT_FALSE(world.status("ids-1").connected);
  EXPECT_TRUE(world.status("ids-2").connected);
}

TEST_F(Hello, AStallOfOurOwnIsNobodysSilence) {
  TestAgent agent(world);
  agent.arrive();
  world.core.clock.advance(1h);
  agent.hear<wire::Heartbeat>();  // it was looked after since
  EXPECT_TRUE(world.status("ids-1").connected);
}

}  // namespace
}  // namespace redrive::central::test
