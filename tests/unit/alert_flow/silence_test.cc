// A server that falls silent, through the store: recorded once across restarts and lost commits, ticketed, held by an
// outage, cleared by its return.
#include <gmock/gmock.h>

#include <set>

#include "central/calendar/event_times.h"
#include "tests/unit/alert_flow/flow_world.h"

namespace redrive::central::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

config::CentralOptions at_once() {
  auto options = company();
  options.name = "noc";
  options.thresholds.limit = 0;
  options.unreachable_again = 48h;
  return options;
}

// As it ships: more than two alerts within an hour, every two minutes one.
config::CentralOptions as_shipped() {
  auto options = company();
  options.name = "noc";
  options.inventory.devices["ids-3"] = {"ids-3", model::DeviceRole::kIntermediate, "ids-3", "PUN024", "", "", 0};
  return options;
}

// Agents heard or silent by the clock, the roll called every beat.
struct Fleet : FlowWorld {
  explicit Fleet(config::CentralOptions options = as_shipped()) : FlowWorld(std::move(options)) {
    for (const auto* agent : {"ids-1", "ids-2", "ids-3"}) last[agent] = clock().utc();
    beats(10s);
  }
  void beats(base::Micros span) {
    for (base::Micros passed{}; passed < span; passed += 10s) {
      pass(10s);
      RollCall call;
      for (auto& [agent, at] : last) {
        const bool heard = !silent.contains(agent);
        if (heard) at = clock().utc();
        call.roll.agents.push_back({agent, "key", clock().utc() - at, heard, false, at});
      }
      ASSERT_TRUE(ask(std::move(call)));
      decide();
    }
  }
  std::map<std::string, base::UtcTime> last;
  std::set<std::string> silent;
};

class SilentServer : public testing::Test {
 protected:
  SilentServer() { roll(true); }
  static Sighting sighting(base::UtcTime now, bool heard) {
    return {"ids-1", "key", heard ? base::Micros{} : base::Micros{1h}, heard, false, heard ? now : base::UtcTime{}};
  }
  void roll(bool heard) {
    ASSERT_TRUE(world.ask(RollCall{{{sighting(world.clock().utc(), heard)}, false}}));
    world.decide();
  }
  FlowWorld world{at_once()};
};

TEST_F(SilentServer, MakesOneTicketThatItsReturnCloses) {
  world.clock().advance(1h);
  for (int i = 0; i < 5; ++i) roll(false);
  auto tickets = world.tickets();
  ASSERT_THAT(tickets, SizeIs(1));
  EXPECT_EQ(tickets[0].scope, model::Scope::kServer);
  EXPECT_EQ(tickets[0].server, "ids-1");
  EXPECT_EQ(tickets[0].failure_type, "server_unreachable");
  EXPECT_EQ(tickets[0].location, "PUN024");
  EXPECT_EQ(tickets[0].centre, "mc-a");
  ASSERT_THAT(world.failures(), SizeIs(1));
  EXPECT_THAT(world.failures()[0].message, HasSubstr("no sign of life from the agent of ids-1"));
  roll(true);
  EXPECT_THAT(world.failures(), IsEmpty());
  EXPECT_EQ(world.tickets()[0].state, model::TicketState::kClosed);
  EXPECT_THAT(world.mail(), SizeIs(2)) << "the ticket and its end";
}

TEST_F(SilentServer, IsTheSameSilenceAfterARestart) {
  roll(false);
  world.restart();
  roll(false);
  EXPECT_THAT(world.tickets(), SizeIs(1));
  world.restart();
  roll(true);
  EXPECT_EQ(world.tickets()[0].state, model::TicketState::kClosed) << "it came back before it was called silent again";
  world.restart();
  roll(false);
  EXPECT_THAT(world.tickets(), SizeIs(1)) << "back within the quiet period: the same ticket again";
  EXPECT_EQ(world.tickets()[0].state, model::TicketState::kOpen);
}

TEST_F(SilentServer, IsNotForgottenByALostCommit) {
  RollCall call{{{sighting(world.clock().utc(), false)}, false}};
  world.lose([&] { return handle(world.flow(), call).has_value(); });
  world.restart();  // as the decider does
  EXPECT_THAT(world.failures(), IsEmpty());
  roll(false);
  EXPECT_THAT(world.failures(), SizeIs(1));
}

TEST_F(SilentServer, InsideAnOutageIsHeldAndLookedAtAgainWhenItHasEnded) {
  const auto now = world.clock().utc();
  const model::Outage outage{"", "ids-1", "", "", now, now + 2h, "power works", ""};
  ASSERT_TRUE(world.ask(AddOutage{{"ann", ""}, outage}));
  roll(false);
  EXPECT_THAT(world.failures(), SizeIs(1)) << "recorded";
  EXPECT_THAT(world.tickets(), IsEmpty());
  world.clock().advance(1h);
  roll(false);
  EXPECT_THAT(world.tickets(), IsEmpty());
  world.restart();
  world.clock().advance(1h);
  roll(false);
  ASSERT_THAT(world.tickets(), SizeIs(1));
  EXPECT_EQ(world.tickets()[0].state, model::TicketState::kOpen);
  roll(false);
  EXPECT_THAT(world.mail(), SizeIs(1));
  roll(true);
  EXPECT_EQ(world.tickets()[0].state, model::TicketState::kClosed);
}

TEST_F(SilentServer, IsLookedAtAfterTheLastOfOutagesThatFollowOnEachOther) {
  const auto now = world.clock().utc();
  ASSERT_TRUE(world.ask(AddOutage{{"ann", ""}, {"", "ids-1", "", "", now, now + 1h, "power works", ""}}));
  ASSERT_TRUE(world.ask(AddOutage{{"ann", ""}, {"", "", "", "PUN*", now + 1h, now + 2h, "and of the whole site", ""}}));
  roll(false);
  for (int i = 0; i < 2; ++i) {
    world.clock().advance(59min + 59s);
    roll(false);
    EXPECT_THAT(world.tickets(), IsEmpty()) << i;
    world.clock().advance(1s);
    roll(false);
  }
  EXPECT_THAT(world.tickets(), SizeIs(1)) << "right after the end, without any other alert";
}

TEST_F(SilentServer, OutlivesEachOccurrenceOfWhatRecurs) {
  model::Outage weekly{"", "ids-1", "", "", world.clock().utc(), {}, "maintenance", ""};
  const auto times = calendar::repeated(weekly.start, weekly.start + 2h, "FREQ=WEEKLY", "UTC").value();
  weekly.end = times.end, weekly.times = times.times;
  ASSERT_TRUE(world.ask(AddOutage{{"ann", ""}, weekly}));
  for (int week = 0; week < 2; ++week) {
    roll(false);
    world.clock().advance(1h);
    roll(false);
    EXPECT_THAT(world.mail(), SizeIs(2 * week)) << "inside";
    world.restart();
    world.clock().advance(1h);
    roll(false);
    EXPECT_THAT(world.mail(), SizeIs(2 * week + 1)) << "it went on after the end";
    roll(true);
    EXPECT_THAT(world.mail(), SizeIs(2 * week + 2)) << "it came back";
    world.clock().advance(24h * 7 - 2h);
  }
}

TEST_F(SilentServer, ThatComesBackInsideItsOutageIsNobodysBusiness) {
  const auto now = world.clock().utc();
  ASSERT_TRUE(world.ask(AddOutage{{"ann", ""}, {"", "ids-1", "", "", now, now + 2h, "power works", ""}}));
  roll(false);
  roll(true);
  world.clock().advance(3h);
  roll(true);
  EXPECT_THAT(world.failures(), IsEmpty());
  EXPECT_THAT(world.mail(), IsEmpty());
}

TEST_F(SilentServer, IsClearedThoughTheWallClockWentBackMeanwhile) {
  roll(false);
  world.clock().jump_wall(world.clock().utc() - 24h);
  roll(true);
  EXPECT_THAT(world.failures(), IsEmpty());
  EXPECT_EQ(world.tickets()[0].state, model::TicketState::kClosed);
}

TEST(SilenceAsShipped, IsATicketByItself) {
  Fleet world;
  world.silent = {"ids-1"};
  world.beats(8min + 50s);
  EXPECT_THAT(world.tickets(), IsEmpty()) << "a blip is none";
  world.beats(20s);
  ASSERT_THAT(world.tickets(), SizeIs(1));
  EXPECT_EQ(world.tickets()[0].server, "ids-1");
  EXPECT_THAT(world.mail(), SizeIs(1));
  world.beats(8h);
  EXPECT_THAT(world.tickets(), SizeIs(1)) << "one silence is one cause, however long";
  EXPECT_THAT(world.mail(), SizeIs(1));
  world.silent.clear();
  world.beats(10s);
  EXPECT_EQ(world.tickets()[0].state, model::TicketState::kClosed);
}

TEST(SilenceAsShipped, UpAndDownForHoursIsOneCause) {
  Fleet world;
  for (int i = 0; i < 12; ++i) {
    world.silent = {"ids-1"};
    world.beats(11min);
    world.silent.clear();
    world.beats(20min);
  }
  EXPECT_THAT(world.tickets(), SizeIs(1));
}

TEST(SilenceAsShipped, OfAllAtOnceIsTheirSitesTicket) {
  Fleet world;
  world.silent = {"ids-1", "ids-3"};
  world.beats(1h);
  std::vector<std::string> told;
  for (const auto& ticket : world.tickets()) {
    if (ticket.told) told.emplace_back(model::to_string(ticket.scope));
  }
  EXPECT_THAT(told, ElementsAre("site"));
  EXPECT_THAT(world.mail(), SizeIs(1));
}

TEST(SilenceAsShipped, ThatOutlivesAnOutageIsATicketAtItsEnd) {
  Fleet world;
  const auto now = world.clock().utc();
  ASSERT_TRUE(world.ask(AddOutage{{"ann", ""}, {"", "ids-1", "", "", now, now + 2h, "power works", ""}}));
  world.silent = {"ids-1"};
  world.beats(2h - 10s);
  EXPECT_THAT(world.tickets(), IsEmpty());
  world.beats(20s);
  EXPECT_THAT(world.mail(), SizeIs(1)) << "what was counted inside counts";
}

}  // namespace
}  // namespace redrive::central::test
