// How wide a cause is (A7): site, package, fleet; what stays apart, and what goes on afterwards.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/central_core/ten_sites.h"

namespace redrive::central::test {
namespace {

using model::Scope;
using model::TicketState;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST(Scopes, ALostNetworkOfAllServersIsTheSites) {
  World world(ten_sites());
  for (const auto* server : {"s1-a", "s1-b"}) {
    for (int i = 1; i <= 4; ++i) fails(world, fmt::format("{}-{}", server, i), "device_unreachable");
  }
  const auto tickets = told(world);
  ASSERT_THAT(tickets, SizeIs(1));
  EXPECT_EQ(tickets[0].scope, Scope::kSite);
  EXPECT_EQ(tickets[0].location, "S1");
  EXPECT_EQ(tickets[0].centre, "mc-a");
  EXPECT_EQ(tickets[0].server, "");
  EXPECT_EQ(tickets[0].members, 2U);
  EXPECT_THAT(tickets[0].reason,
              HasSubstr("2 servers of site S1 (s1-a, s1-b) with device_unreachable within 1h: counting those with a "
                        "ticket, too many of its servers for causes of their own. To mc-a"))
      << "two are not more than two";
}

TEST(Scopes, TwoFullDisksOfASiteAreTwoCauses) {
  World world(ten_sites());
  for (const auto* server : {"s1-a", "s1-b"}) {
    for (int i = 1; i <= 4; ++i) fails(world, fmt::format("{}-{}", server, i), "disk_full");
  }
  ASSERT_THAT(told(world), SizeIs(2));
  for (const auto& ticket : told(world)) {
    EXPECT_EQ(ticket.scope, Scope::kServer);
    std::string scope;
    for (const auto& entry : world.timeline) {
      if (entry.ticket == ticket.id && entry.what == "scope") scope = entry.text;
    }
    EXPECT_THAT(scope, HasSubstr(fmt::format("not wider than server {}: ", ticket.server)));
    EXPECT_THAT(scope, HasSubstr("what fails so at many servers of site S1 has no common cause"));
  }
}

TEST(Scopes, WhyItIsNotWiderIsOnTheTimeline) {
  World world(ten_sites());
  for (int i = 0; i < 3; ++i) silent(world, "s1-a");
  world.pass(10min);
  ASSERT_FALSE(world.tickets.empty());
  const auto scope = std::find_if(world.timeline.begin(), world.timeline.end(),
                                  [](const TimelineEntry& entry) { return entry.what == "scope"; });
  ASSERT_NE(scope, world.timeline.end());
  EXPECT_EQ(scope->text,
            "not wider than server s1-a: 1 site of the fleet is not enough; 1 server of site S1 is not enough");
}

TEST(Scopes, ABadPackageIsItsOwners) {
  World world(ten_sites());
  for (int i = 1; i <= 4; ++i) {
    for (const auto* server : {"s1-a", "s2-a", "s3-a", "s4-b"}) {
      fails(world, fmt::format("{}-{}", server, i), "install_failed");
    }
  }
  const auto tickets = told(world);
  ASSERT_THAT(tickets, SizeIs(1));
  EXPECT_EQ(tickets[0].scope, Scope::kPackage);
  EXPECT_EQ(tickets[0].package, "pkg-1");
  EXPECT_EQ(tickets[0].centre, "mc-b");
  EXPECT_EQ(tickets[0].location, "");
}

TEST(Scopes, StraysOfALargeJobAreNoBadPackage) {
  World world(ten_sites());
  for (int site = 0; site < 10; ++site) fails(world, fmt::format("s{}-a-1", site), "install_failed");
  EXPECT_THAT(world.tickets, IsEmpty());
}

TEST(Scopes, ManySitesAtOnceAreTheFleets) {
  World world(ten_sites());
  for (int site = 0; site < 5; ++site) {
    for (const auto* which : {"a", "b"}) silent(world, fmt::format("s{}-{}", site, which));
  }
  const auto tickets = told(world);
  ASSERT_THAT(tickets, SizeIs(1));
  EXPECT_EQ(tickets[0].scope, Scope::kFleet);
  EXPECT_EQ(tickets[0].centre, "noc");
  EXPECT_EQ(tickets[0].members, 5U);
}

TEST(Scopes, WhatOutlivesTheBackboneGetsItsOwn) {
  for (const bool recoveries : {true, false}) {
    World world(ten_sites());
    for (int round = 0; round < 4; ++round) {
      for (int site = 0; site < 5; ++site) silent(world, fmt::format("s{}-a", site));
      world.pass(10min);
    }
    for (int site = 1; recoveries && site < 5; ++site) heard(world, fmt::format("s{}-a", site));
    for (int round = 0; round < 6; ++round) {
      silent(world, "s0-a");
      world.pass(10min);
    }
    const auto tickets = told(world);
    ASSERT_THAT(tickets, SizeIs(2)) << recoveries;
    EXPECT_EQ(tickets[0].scope, Scope::kFleet);
    EXPECT_EQ(tickets[1].scope, Scope::kServer);
    EXPECT_EQ(tickets[1].server, "s0-a");
    EXPECT_EQ(tickets[1].centre, "mc-a");
  }
}

TEST(Scopes, WithoutAHoldConfiguredABurstOfStraysIsLeftToPass) {
  World world(ten_sites(std::nullopt));
  for (const auto* device : {"s1-a-1", "s1-a-2", "s1-a-3"}) fails(world, device, "timeout");
  world.pass(1h);
  EXPECT_THAT(world.tickets, IsEmpty());
  for (int i = 1; i <= 4; ++i) fails(world, fmt::format("s1-a-{}", i), "timeout");
  world.pass(kWideHold - 1s);
  EXPECT_THAT(told(world), IsEmpty()) << "held, so that it can show how wide it is";
  world.pass(1s);
  ASSERT_THAT(told(world), SizeIs(1));
  EXPECT_EQ(told(world)[0].scope, Scope::kServer);
}

TEST(Scopes, MostOfABurstThatRecoversWhileHeldIsNoTicket) {
  World world(ten_sites(5min));
  for (int i = 1; i <= 4; ++i) fails(world, fmt::format("s1-a-{}", i), "timeout");
  world.pass(2min);
  for (int i = 1; i <= 3; ++i) world.prove(fmt::format("s1-a-{}", i), "timeout");
  world.pass(3min);
  EXPECT_THAT(world.mails, IsEmpty());
  EXPECT_EQ(world.failures.size(), 1U) << "what still fails is on record, and judged anew when it fails again";
}

TEST(Scopes, WhatKeepsComingBackIsNotPassing) {
  World world(ten_sites());
  for (int i = 0; i < 3; ++i) {
    fails(world, "s1-a-1", "timeout");
    world.pass(10min);
    world.prove("s1-a-1", "timeout");
    world.pass(10min);
    EXPECT_THAT(told(world), IsEmpty());
  }
  fails(world, "s1-a-1", "timeout");
  ASSERT_THAT(told(world), SizeIs(1));
  EXPECT_THAT(told(world)[0].reason, HasSubstr("keeps coming back"));
}

TEST(Scopes, BehindAServerThatCannotBeReachedTransfersBreak) {
  World world(ten_sites());
  for (int i = 0; i < 3; ++i) silent(world, "s1-a");
  world.pass(30min);
  for (int i = 1; i <= 4; ++i) {
    EXPECT_EQ(fails(world, fmt::format("s1-a-{}", i), "transfer_interrupted").ticket, "RD-2026-000001");
  }
  EXPECT_THAT(told(world), SizeIs(1));
}

TEST(Scopes, AThresholdOfItsScopeIsTakenByItsWord) {
  auto options = ten_sites();
  options.thresholds.rules.push_back({"package", "install_failed", "", "", "", 1, {}, {}, {}, "central.toml:9"});
  World world(options);
  fails(world, "s1-a-1", "install_failed");
  EXPECT_THAT(world.tickets, IsEmpty());
  fails(world, "s2-a-1", "install_failed");
  ASSERT_THAT(told(world), SizeIs(1));
  EXPECT_EQ(told(world)[0].scope, Scope::kPackage);
}

TEST(Scopes, AThresholdOfTheFleetMayCallTwoSitesAFleet) {
  auto options = ten_sites();
  options.thresholds.rules.push_back({"fleet", "server_unreachable", "", "", "", 1, {}, {}, {}, "central.toml:9"});
  World world(options);
  for (int round = 0; round < 3; ++round) {
    for (const auto* server : {"s1-a", "s2-a"}) {
      const auto reason = silent(world, server).reason;
      if (round == 0) continue;
      EXPECT_THAT(reason, HasSubstr("joined RD-2026-000001, open for fleet"));
    }
    world.pass(5min);
  }
  ASSERT_THAT(told(world), SizeIs(1));
  EXPECT_EQ(told(world)[0].scope, Scope::kFleet);
}

TEST(Scopes, ATicketOpenedForAWiderCauseTakesTheNarrowerOnesOfTheBurst) {
  World world(ten_sites());
  for (int i = 1; i <= 4; ++i) fails(world, fmt::format("s1-a-{}", i), "device_unreachable");
  ASSERT_THAT(told(world), SizeIs(1));
  world.pass(2h);
  for (int i = 1; i <= 4; ++i) fails(world, fmt::format("s1-b-{}", i), "device_unreachable");
  ASSERT_THAT(told(world), SizeIs(1)) << "the site's network, seen server by server";
  EXPECT_EQ(told(world)[0].scope, Scope::kSite);
  EXPECT_EQ(world.tickets.at("RD-2026-000001").duplicate_of, told(world)[0].id);
  EXPECT_THAT(told(world)[0].reason, HasSubstr("1 server of site S1 (s1-b) with device_unreachable within 1h: counting "
                                               "those with a ticket, too many of its servers for causes of their own"));
}

}  // namespace
}  // namespace redrive::central::test
