// What goes on after a wide cause, what came before it, and what no other cause explains (A7).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/central_core/ten_sites.h"

namespace redrive::central::test {
namespace {

using model::Scope;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// Every device of these servers fails so, `rounds` times, 10 minutes apart.
void all_fail(World& world, std::initializer_list<const char*> servers, const std::string& type, int rounds,
              const std::string& package = "pkg-1") {
  for (int round = 0; round < rounds; ++round) {
    for (const auto* server : servers) {
      for (int i = 1; i <= 4; ++i) fails(world, fmt::format("{}-{}", server, i), type, package);
    }
    world.pass(10min);
  }
}

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

TEST(Afterwards, AReleaseSeenWaveByWaveIsOneTicket) {
  World world(ten_sites());
  all_fail(world, {"s1-a"}, "install_failed", 2);
  ASSERT_THAT(told(world), SizeIs(1));
  world.pass(2h + 30min);  // not quiet yet
  all_fail(world, {"s2-a", "s3-a", "s4-a"}, "install_failed", 1);
  ASSERT_THAT(told(world), SizeIs(1));
  EXPECT_EQ(told(world)[0].scope, Scope::kPackage);
}

TEST(Afterwards, ABadReleaseAtTwoServersIsTheReleases) {
  World world(ten_sites());
  for (int round = 0; round < 3; ++round) {
    for (const auto* device : {"s1-a-1", "s1-a-2", "s2-a-1"}) fails(world, device, "install_failed");
    world.pass(5min);
  }
  ASSERT_THAT(told(world), SizeIs(1));
  EXPECT_EQ(told(world)[0].scope, Scope::kPackage);
}

TEST(Afterwards, KeysSeenExpiredDeviceByDeviceAreTheServers) {
  World world(ten_sites());
  for (int i = 0; i < 3; ++i) fails(world, "s1-a-1", "auth_failed");
  world.pass(2h);
  for (int i = 0; i < 3; ++i) fails(world, "s1-a-2", "auth_failed");
  ASSERT_THAT(told(world), SizeIs(1));
  EXPECT_EQ(told(world)[0].scope, Scope::kServer);
}

TEST(Afterwards, OneDeadDeviceBeforeTheNetworkIsACauseOfItsOwn) {
  World world(ten_sites());
  for (int i = 0; i < 3; ++i) fails(world, "s1-a-1", "device_unreachable");
  for (int i = 0; i < 6; ++i) {
    world.pass(40min);
    fails(world, "s1-a-1", "device_unreachable");
  }
  for (int i = 2; i <= 4; ++i) fails(world, fmt::format("s1-a-{}", i), "device_unreachable");
  ASSERT_THAT(told(world), SizeIs(2));
  EXPECT_EQ(told(world)[0].scope, Scope::kDevice);
  EXPECT_EQ(told(world)[1].scope, Scope::kServer);
}

TEST(Afterwards, TwoThatFailedBeforeTheServerDidHadItFromTheServer) {
  World world;
  for (const auto* device : {"dev-1-1", "dev-1-2"}) {
    for (int i = 0; i < 3; ++i) world.fail(device);
    world.pass(70min);
  }
  ASSERT_THAT(told(world), SizeIs(2));
  for (int i = 0; i < 2; ++i) {
    for (const auto* device : {"dev-1-1", "dev-1-2"}) world.fail(device);
    world.pass(2h);
  }
  for (int round = 0; round < 3; ++round) {
    for (int i = 3; i <= 8; ++i) world.fail(fmt::format("dev-1-{}", i));
    world.pass(10min);
  }
  ASSERT_THAT(told(world), SizeIs(1));
  EXPECT_EQ(told(world)[0].scope, Scope::kServer);
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
  EXPECT_LE(told(world).size(), 3U) << "the site's at first, then one for each";
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

TEST(Afterwards, ASiteIsSeenByDevicesThatBeginToFailTogether) {
  World world(ten_sites());
  all_fail(world, {"s1-a"}, "device_unreachable", 1);
  ASSERT_THAT(told(world), SizeIs(1));
  world.pass(90min);
  for (int i = 0; i < 3; ++i) fails(world, "s1-b-1", "device_unreachable");
  EXPECT_THAT(told(world), SizeIs(2)) << "one dead device beside it is its own";
}

}  // namespace
}  // namespace redrive::central::test
