// The outage list (A5).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/central_core/world.h"

namespace redrive::central::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr base::UtcTime at(int hour) {
  return base::UtcTime(std::chrono::hours(hour));
}

struct CoverCase {
  std::string server, device, site;  // selectors
  bool covers;
};

TEST(OutageList, SelectorsAreNamesOrGlobs) {
  for (const auto& c : {CoverCase{"ids-1", "", "", true},
                        {"ids-2", "", "", false},
                        {"ids-*", "", "", true},
                        {"", "dev-1-1", "", true},
                        {"", "dev-1-?", "", true},
                        {"", "dev-2-*", "", false},
                        {"", "", "PUN024", true},
                        {"", "", "PUN*", true},
                        {"", "", "OSL*", false}}) {
    OutageList list;
    list.add({"O-1", c.server, c.device, c.site, at(1), at(2), "works", "x"});
    EXPECT_EQ(list.covers("ids-1", "dev-1-1", "PUN024", at(1)) != nullptr, c.covers) << c.server << c.device << c.site;
    EXPECT_EQ(list.covers("ids-1", "dev-1-1", "PUN024", at(2)), nullptr) << "the end is outside";
    EXPECT_EQ(list.covers("ids-1", "dev-1-1", "PUN024", at(1) - 1us), nullptr);
    EXPECT_TRUE(list.remove("O-1"));
    EXPECT_EQ(list.covers("ids-1", "dev-1-1", "PUN024", at(1)), nullptr);
  }
}

TEST(OutageList, AnEmptyNameIsCoveredByNoGlob) {
  OutageList list;
  list.add({"O-1", "", "", "*", at(1), at(2), "works", "x"});
  EXPECT_EQ(list.covers("ids-1", "dev-1-1", "", at(1)), nullptr);
}

World in_outage() {
  World world;
  const model::Outage outage{"O-1", "ids-1", "", "", world.now, world.now + 1h, "new disks", "ops"};
  world.outages.push_back(outage);
  world.state.outages.add(outage);
  return world;
}

TEST(Outage, InsideThereIsARecordAndNoTicket) {
  World world = in_outage();
  AlertDecision last;
  for (int i = 0; i < 10; ++i) last = world.fail("dev-1-1");
  for (int i = 2; i <= 20; ++i) world.fail("dev-1-" + std::to_string(i));
  EXPECT_THAT(world.tickets, IsEmpty());
  EXPECT_THAT(world.mails, IsEmpty());
  EXPECT_EQ(world.failures.size(), 20U);
  EXPECT_THAT(last.reason, HasSubstr("inside outage O-1 (new disks)"));
}

TEST(Outage, WhatFailsAfterItsEndIsJudgedWithWhatHappenedInside) {
  World world = in_outage();
  world.pass(50min);
  for (int i = 0; i < 5; ++i) world.fail("dev-1-1");
  world.fail("dev-1-2");
  world.pass(10min);
  EXPECT_THAT(world.tickets, IsEmpty()) << "the end alone is no evidence";
  world.fail("dev-1-1");
  EXPECT_THAT(world.tickets, IsEmpty()) << "it settles: three minutes after an hour";
  world.pass(3min);
  world.fail("dev-1-1");
  ASSERT_EQ(world.open().size(), 1U);
  EXPECT_EQ(world.open()[0].scope, model::Scope::kDevice);
  EXPECT_EQ(world.open()[0].device, "dev-1-1");
}

TEST(Outage, WhatFailedTogetherInsideIsOneTicketAfterIt) {
  World world = in_outage();
  world.pass(50min);
  for (int i = 0; i < 3; ++i) {
    for (const auto* device : {"dev-1-1", "dev-1-2", "dev-1-3"}) world.fail(device);
  }
  world.pass(15min);
  for (const auto* device : {"dev-1-1", "dev-1-2", "dev-1-3"}) world.fail(device);
  world.pass(5min);
  ASSERT_EQ(world.tickets.size(), 1U);
  EXPECT_EQ(world.open().at(0).scope, model::Scope::kServer);
}

TEST(Outage, CoversWhatIsToldInsideThoughItsClockSaysOtherwise) {
  World world = in_outage();
  world.pass(30min);
  for (int i = 0; i < 5; ++i) {
    world.take({"", world.now - 2h, "", "dev-1-1", "", "", "timeout", "", "", model::AlertStatus::kFiring, ""});
  }
  EXPECT_THAT(world.tickets, IsEmpty());
}

TEST(Outage, ATicketFromBeforeGoesOn) {
  World world;
  for (int i = 0; i < 3; ++i) world.fail("dev-1-1");
  world.state.outages.add({"O-1", "ids-1", "", "", world.now, world.now + 1h, "works", "ops"});
  EXPECT_EQ(world.fail("dev-1-1").ticket, "RD-2026-000001");
  EXPECT_EQ(world.tickets.size(), 1U);
}

TEST(Outage, EnteredWhileATicketIsHeldItIsNotMailed) {
  auto options = company();
  options.thresholds.limit = 0;
  options.thresholds.hold = 1min;
  World world(options);
  world.fail("dev-1-1");
  world.state.outages.add({"O-1", "", "", "PUN024", world.now - 1h, world.now + 1h, "power", "ops"});
  world.pass(1min);
  EXPECT_THAT(world.mails, IsEmpty());
  EXPECT_EQ(world.tickets.begin()->second.state, model::TicketState::kClosed);
}

TEST(Outage, OfTheConfigurationHoldsToo) {
  auto options = company();
  options.thresholds.limit = 0;
  World probe;
  options.outages.push_back({"config:1", "", "ids-*", "", probe.now, probe.now + 1h, "night", "configuration"});
  World world(options);
  world.take({"", {}, "ids-1", "", "", "", "timeout", "", "", model::AlertStatus::kFiring, ""});
  EXPECT_THAT(world.tickets, IsEmpty()) << "a server is a device of devices.csv";
}

}  // namespace
}  // namespace redrive::central::test
