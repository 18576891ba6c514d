// More new tickets for a centre within a minute than a set number: the rest of them go out in one summary (A7).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "shared/base/random.h"
#include "tests/unit/central_core/world.h"

namespace redrive::central::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

void fails(World& world, int i, int server = 1) {
  world.fail(fmt::format("dev-{}-{}", server, i));
}

std::vector<std::string> summaries(const World& world) {
  std::vector<std::string> out;
  for (const auto& one : world.summaries) out.push_back(one.centre + " " + one.storm);
  return out;
}

std::vector<std::string> tickets_of(const World& world, const std::string& storm) {
  std::vector<std::string> out;
  for (const auto& [id, ticket] : world.tickets) {
    if (ticket.storm == storm) out.push_back(id);
  }
  return out;
}

TEST(Storm, WhatIsBeyondTheNumberGoesOutInOneMail) {
  struct Row {
    const char* what;
    std::uint32_t limit;
    base::Micros between;  // new tickets, ten of them
    std::size_t mails, gathered, summaries;
  };
  const Row rows[] = {{"all at once", 3, 0s, 3, 7, 1},    {"no more than that", 10, 1s, 10, 0, 0},
                      {"one more", 9, 1s, 9, 1, 1},       {"slowly enough", 3, 20s, 10, 0, 0},
                      {"just too fast", 3, 19s, 3, 7, 2}, {"switched off", 0, 0s, 10, 0, 0}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    World world(stormy(row.limit));
    for (int i = 1; i <= 10; ++i) {
      fails(world, i);
      world.pass(row.between);
    }
    world.pass(1min);
    EXPECT_EQ(world.tickets.size(), 10U) << "each is on record";
    EXPECT_EQ(world.mails.size(), row.mails);
    EXPECT_EQ(world.tickets.size() - tickets_of(world, "").size(), row.gathered);
    EXPECT_THAT(world.summaries, SizeIs(row.summaries));
  }
}

TEST(Storm, TheSummaryComesWhenItsMinuteIsOver) {
  World world(stormy(2));
  for (int i = 1; i <= 4; ++i) fails(world, i);
  EXPECT_EQ(next_due(world.state), world.now + 1min);
  world.pass(59s);
  EXPECT_THAT(world.summaries, IsEmpty());
  fails(world, 5);
  world.pass(1s);
  EXPECT_THAT(summaries(world), ElementsAre("mc-a storm-RD-2026-000003"));
  EXPECT_THAT(tickets_of(world, "storm-RD-2026-000003"),
              ElementsAre("RD-2026-000003", "RD-2026-000004", "RD-2026-000005"));
  EXPECT_EQ(next_due(world.state), std::nullopt);
}

TEST(Storm, EachCentreHasItsOwn) {
  World world(stormy(2));
  for (int i = 1; i <= 3; ++i) fails(world, i, 1);
  for (int i = 4; i <= 5; ++i) fails(world, i, 2);
  world.pass(1min);
  EXPECT_THAT(summaries(world), ElementsAre("mc-a storm-RD-2026-000003"));
  EXPECT_THAT(world.mails, SizeIs(4));
}

TEST(Storm, WhatEndsInsideItIsToldByTheSummaryAlone) {
  World world(stormy(1));
  fails(world, 1);
  fails(world, 2);
  world.prove("dev-1-2");
  EXPECT_THAT(world.mailed(), ElementsAre("opened RD-2026-000001 device"));
  world.pass(1min);
  EXPECT_THAT(world.summaries, SizeIs(1));
  fails(world, 2);
  EXPECT_THAT(world.mailed(), ElementsAre("opened RD-2026-000001 device", "updated RD-2026-000002 device"))
      << "from now on it has mails of its own";
}

TEST(Storm, OneThatIsReroutedHasItsOwnMail) {
  World world(stormy(1));
  fails(world, 1);
  fails(world, 2);
  fails(world, 3);
  world.apply(*change_ticket(world.state, {"RD-2026-000002", TicketStep::kReroute, "mc-b", "ann"}, world.now));
  EXPECT_EQ(world.mails.back().ticket.centre, "mc-b");
  world.pass(1min);
  EXPECT_THAT(tickets_of(world, "storm-RD-2026-000002"), ElementsAre("RD-2026-000003"));
}

TEST(Storm, ASummaryIsBounded) {
  StormTable storms;
  model::Ticket ticket;
  ticket.centre = "mc-a";
  const auto now = base::utc_from_micros(1);
  for (std::uint64_t i = 0; i <= StormTable::kMost; ++i) {
    EXPECT_FALSE(storms.full("mc-a")) << i;
    ticket.id = fmt::format("RD-{}", i);
    storms.tell(ticket, 1, now);
  }
  EXPECT_TRUE(storms.full("mc-a"));
  EXPECT_EQ(storms.end("mc-a"), "storm-RD-1");
  ticket.id = "RD-next";
  EXPECT_EQ(storms.tell(ticket, 1, now), "storm-RD-next") << "it goes on";
}

TEST(Storm, AClockSetBackMakesNone) {
  StormTable storms;
  model::Ticket ticket;
  ticket.centre = "mc-a", ticket.id = "RD-1";
  const auto now = base::utc_from_micros(1) + 24h;
  EXPECT_EQ(storms.tell(ticket, 1, now), "");
  EXPECT_EQ(storms.tell(ticket, 1, now - 23h), "");
}

TEST(Storm, ARestartInsideItLosesNothing) {
  World world(stormy(2));
  for (int i = 1; i <= 3; ++i) {
    fails(world, i);
    world.restart();
  }
  world.prove("dev-1-3");
  world.restart();
  EXPECT_THAT(world.mails, SizeIs(2));
  world.pass(1min);
  EXPECT_THAT(summaries(world), ElementsAre("mc-a storm-RD-2026-000003"));
  world.restart();
  world.pass(1min);
  EXPECT_THAT(world.summaries, SizeIs(1)) << "and none twice";
}

std::string seen(const World& world) {
  std::string out;
  for (const auto& [id, ticket] : world.tickets)
    out += fmt::format("{} {} {}\n", id, model::to_string(ticket.state), ticket.storm);
  for (const auto& line : world.mailed()) out += line + "\n";
  for (const auto& line : summaries(world)) out += line + "\n";
  return out;
}

TEST(Storm, ARestartBetweenAnyTwoAlertsChangesNothing) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const auto options = stormy(1 + static_cast<std::uint32_t>(seed % 3));
    World kept(options), restarted(options);
    base::SeededRandom random(seed);
    for (int step = 0; step < 200; ++step) {
      const auto device = fmt::format("dev-{}-{}", 1 + random.below(2), 1 + random.below(20));
      const bool proof = random.below(3) == 0;
      const base::Micros span = random.below(12) * 1s;
      for (World* world : {&kept, &restarted}) {
        if (proof) world->prove(device);
        if (!proof) world->fail(device);
        world->pass(span);
      }
      restarted.restart();
      ASSERT_EQ(seen(kept), seen(restarted)) << "seed " << seed << " step " << step;
    }
    EXPECT_THAT(kept.summaries, Not(IsEmpty())) << seed;
  }
}

}  // namespace
}  // namespace redrive::central::test
