// Agents that fall silent and come back, as the link sees them.
#include "tests/unit/central_intake/link_world.h"

namespace redrive::central::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr base::Micros kUnreachable = 5 * kSilence;

config::CentralOptions watchful() {
  auto options = quick();
  options.unreachable_after = kUnreachable;
  return options;
}

class SilentAgent : public testing::Test {
 protected:
  SilentAgent() {
    world.core.options.set(watchful());
    world.core.decider.start();
    alive.arrive();
    beat();  // the first roll call has been posted
  }
  // One heartbeat passes; central has looked after everybody, and one agent is there.
  void beat() {
    world.core.clock.advance(kBeat);
    alive.hear<wire::Heartbeat>();
    alive.say(wire::Heartbeat{});
  }
  void pass(base::Micros span) {
    for (base::Micros passed{0}; passed < span; passed += kBeat) beat();
  }
  // Beats until the roll call of that moment has been taken too.
  void settle() {
    const auto calls = [this] { return world.core.db->tried("SAVEPOINT request"); };
    for (int i = 0; i < 3; ++i) {
      for (const auto before = calls(); calls() == before;) beat();
    }
  }
  void until_stored(std::size_t count) {
    for (int i = 0; i < 200 && world.core.stored().size() < count; ++i) beat();
  }

  LinkWorld world;
  TestAgent alive{world, "ids-2"};
};

TEST_F(SilentAgent, IsAnAlertAndItsReturnEvidence) {
  TestAgent agent(world);
  agent.arrive();
  settle();
  pass(kUnreachable / 2);
  EXPECT_THAT(world.core.stored(), IsEmpty());
  until_stored(1);
  EXPECT_THAT(world.core.stored(), ElementsAre("silence/ids-1/1"));
  pass(kUnreachable);
  TestAgent again(world, "ids-1", agent.key);
  again.arrive();
  until_stored(2);
  EXPECT_THAT(world.core.stored(), ElementsAre("silence/ids-1/1", "silence/ids-1/1/over"));
}

TEST_F(SilentAgent, ThatComesBackInTimeIsNone) {
  TestAgent agent(world);
  agent.arrive();
  settle();
  pass(kUnreachable / 2);
  TestAgent again(world, "ids-1", agent.key);
  again.arrive();
  pass(kUnreachable / 2);
  settle();
  EXPECT_THAT(world.core.stored(), IsEmpty());
}

TEST_F(SilentAgent, ThatWasNeverConnectedOrIsRejectedOrHasAnotherKeyIsNone) {
  ASSERT_TRUE(world.directory->accept(link::make_key_pair().public_key, "ids-7"));
  TestAgent rejected(world, "ids-8"), replaced(world, "ids-9");
  rejected.arrive(), replaced.arrive();
  settle();
  ASSERT_TRUE(world.directory->remove("ids-8"));
  ASSERT_TRUE(world.directory->replace_key("ids-9", link::make_key_pair().public_key));
  pass(3 * kUnreachable);
  settle();
  EXPECT_THAT(world.core.stored(), IsEmpty());
}

TEST_F(SilentAgent, IsNotMistakenForAStandstillOfOurOwn) {
  TestAgent agent(world);
  agent.arrive();
  settle();
  world.core.clock.advance(1h);
  alive.hear<wire::Heartbeat>();
  pass(kUnreachable / 2);
  settle();
  EXPECT_THAT(world.core.stored(), IsEmpty()) << "everybody has a whole fresh period";
}

TEST_F(SilentAgent, IsToldWhenTheStoreCanTakeItAgain) {
  TestAgent agent(world);
  agent.arrive();
  settle();
  world.core.db->fail_on("INSERT INTO agents", base::ErrorCode::kNoSpace);
  pass(2 * kUnreachable);
  EXPECT_THAT(world.core.stored(), IsEmpty());
  world.core.db->heal();
  until_stored(1);
  EXPECT_THAT(world.core.stored(), ElementsAre("silence/ids-1/1"));
}

}  // namespace
}  // namespace redrive::central::test
