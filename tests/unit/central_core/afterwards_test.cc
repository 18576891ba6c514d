// What goes on after a wide cause, and what another cause explains (A7).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/central_core/ten_sites.h"

namespace redrive::central::test {
namespace {

using model::Scope;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST(Afterwards, FailuresOfABadReleaseSayNothingOfTheNextOne) {
  World world(ten_sites());
  all_fail(world, {"s1-a", "s2-a", "s3-a"}, "verify_failed", 4);
  ASSERT_THAT(told(world), SizeIs(1));
  ASSERT_EQ(told(world)[0].scope, Scope::kPackage);
  fails(world, "s1-a-1", "verify_failed", "pkg-2");
  EXPECT_THAT(told(world), SizeIs(1)) << "one failure of pkg-2";
  for (int i = 0; i < 6; ++i) fails(world, "s1-a-1", "verify_failed", "pkg-2");
  EXPECT_THAT(told(world), SizeIs(2));
}

TEST(Afterwards, DeadDevicesOfThreeSitesAreNotTheFleets) {
  World world(ten_sites());
  for (int round = 0; round < 3; ++round) {
    for (const auto* device : {"s1-a-1", "s2-a-1", "s3-a-1"}) fails(world, device, "device_unreachable");
    world.pass(5min);
  }
  ASSERT_THAT(told(world), SizeIs(3));
  for (const auto& ticket : told(world)) EXPECT_EQ(ticket.scope, Scope::kDevice);
}

TEST(Afterwards, ThreeThatOutliveTheBackboneAreNotTheFleet) {
  World world(ten_sites());
  for (int round = 0; round < 3; ++round) {
    for (int site = 0; site < 8; ++site) silent(world, fmt::format("s{}-a", site));
    world.pass(10min);
  }
  for (int round = 0; round < 6; ++round) {
    for (int site = 0; site < 3; ++site) silent(world, fmt::format("s{}-a", site));
    world.pass(10min);
  }
  ASSERT_THAT(told(world), SizeIs(4));
  EXPECT_EQ(told(world)[0].scope, Scope::kFleet);
  for (int i = 1; i < 4; ++i) EXPECT_EQ(told(world)[static_cast<std::size_t>(i)].scope, Scope::kServer);
}

TEST(Afterwards, ABackboneThatIsLostAgainGoesOnInItsTicket) {
  World world(ten_sites());
  for (int time = 0; time < 2; ++time) {
    for (int round = 0; round < 3; ++round) {
      for (int site = 0; site < 8; ++site) silent(world, fmt::format("s{}-a", site));
      world.pass(10min);
    }
    world.pass(1h);
  }
  EXPECT_THAT(told(world), SizeIs(1));
}

TEST(Afterwards, WhatIsToldLateBelongsToWhatHappenedLater) {
  World world(ten_sites());
  for (int round = 0; round < 3; ++round) {
    for (int site = 0; site < 8; ++site) silent(world, fmt::format("s{}-a", site));
    world.pass(10min);
  }
  for (int site = 1; site < 8; ++site) heard(world, fmt::format("s{}-a", site));
  const auto late = world.take({"", world.now - 25min, "s0-a", "", "", "", "server_unreachable", "told late", "",
                                model::AlertStatus::kFiring, ""});
  EXPECT_EQ(late.ticket, told(world)[0].id);
  EXPECT_THAT(late.reason, HasSubstr("told late"));
}

TEST(Afterwards, WhatGoesOnByItselfStaysByItselfWhenTheBackboneIsLostAgain) {
  World world(ten_sites());
  const auto round = [&](int first, int last) {
    for (int site = first; site < last; ++site) silent(world, fmt::format("s{}-a", site));
    world.pass(10min);
  };
  for (int i = 0; i < 3; ++i) round(0, 8);
  for (int i = 0; i < 8; ++i) round(0, 1);
  ASSERT_THAT(told(world), SizeIs(2));
  for (int i = 0; i < 2; ++i) round(1, 8);
  EXPECT_EQ(silent(world, "s0-a").ticket, told(world)[1].id);
  EXPECT_THAT(told(world), SizeIs(2)) << "and the others are in the fleet's again";
}

TEST(Afterwards, TwoSitesThatAreLeftOfThreeAreNoFleet) {
  World world(ten_sites());
  for (int round = 0; round < 10; ++round) {
    for (int site = 0; site < (round < 3 ? 3 : 2); ++site) silent(world, fmt::format("s{}-a", site));
    world.pass(10min);
  }
  ASSERT_THAT(told(world), SizeIs(3));
  EXPECT_EQ(told(world)[0].scope, Scope::kFleet);
}

TEST(Afterwards, TwoLinksOfASiteThatFellApartStayApart) {
  World world(ten_sites());
  for (int cycle = 0; cycle < 3; ++cycle) {
    for (int i = 0; i < 6; ++i) {
      silent(world, "s1-a");
      if (i < 3) silent(world, "s1-b");
      if (i == 3) heard(world, "s1-b");
      world.pass(5min);
    }
  }
  EXPECT_THAT(world.tickets, SizeIs(3)) << "the site's at first, then one for each";
  EXPECT_THAT(told(world), SizeIs(3)) << "and none of them joined to another";
}

TEST(Afterwards, WhatFellApartIsOneTicketAgainWhenMoreFail) {
  World world(ten_sites());
  for (int i = 1; i <= 3; ++i) fails(world, fmt::format("s1-a-{}", i), "disk_full");
  for (int i = 1; i <= 2; ++i) world.prove(fmt::format("s1-a-{}", i), "disk_full");
  persists(world, "s1-a-3", "disk_full");
  ASSERT_EQ(world.tickets.at("RD-2026-000001").continued_in, "RD-2026-000002");
  world.pass(1h);
  all_fail(world, {"s1-a"}, "disk_full", 3);
  EXPECT_THAT(world.tickets, SizeIs(2));
  EXPECT_NE(world.tickets.at("RD-2026-000001").state, model::TicketState::kClosed);
  EXPECT_EQ(world.tickets.at("RD-2026-000001").continued_in, "");
}

TEST(Afterwards, DevicesThatNoJobComesByHaveNotRecovered) {
  World world(ten_sites());
  all_fail(world, {"s1-a"}, "disk_full", 1);
  for (int hour = 0; hour < 3; ++hour) {
    world.pass(100min);
    for (int i = 1; i <= 2; ++i)
      EXPECT_EQ(fails(world, fmt::format("s1-a-{}", i), "disk_full").ticket, "RD-2026-000001");
  }
}

TEST(Afterwards, ASitesNetworkMayShowAtOneServerForLong) {
  World world(ten_sites());
  all_fail(world, {"s1-a", "s1-b"}, "device_unreachable", 2);
  for (int hour = 0; hour < 5; ++hour) {
    world.pass(50min);
    all_fail(world, {"s1-b"}, "device_unreachable", 1);
  }
  ASSERT_THAT(told(world), SizeIs(1));
  EXPECT_EQ(told(world)[0].scope, Scope::kSite);
}

TEST(Afterwards, TransfersThatBrokeBehindASiteAreExplainedWhenItFellApartSince) {
  World world(ten_sites());
  const auto began = world.now;
  for (int round = 0; round < 15; ++round) {
    for (const auto* server : {"s1-a", "s1-b"}) silent(world, server);
    world.pass(10min);
  }
  heard(world, "s1-b");
  for (int round = 0; round < 6; ++round) {
    silent(world, "s1-a");
    world.pass(10min);
  }
  ASSERT_NE(world.tickets.at("RD-2026-000001").continued_in, "");
  const auto lump = world.take({"", began + 1h, "", "s1-a-1", "J-1", "", "transfer_interrupted", "broken pipe", "",
                                model::AlertStatus::kFiring, ""});
  EXPECT_EQ(lump.ticket, "RD-2026-000001");
  EXPECT_THAT(lump.reason, HasSubstr("could not be reached then"));
}

}  // namespace
}  // namespace redrive::central::test
