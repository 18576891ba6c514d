// What came before a wide cause: its first sight, or a cause of its own (A7).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/central_core/ten_sites.h"

namespace redrive::central::test {
namespace {

using model::Scope;
using testing::SizeIs;

TEST(FirstSight, AReleaseSeenWaveByWaveIsOneTicket) {
  World world(ten_sites());
  for (int round = 0; round < 3; ++round) {
    all_fail(world, {"s1-a"}, "install_failed", 1);
    world.pass(100min);
  }
  ASSERT_THAT(told(world), SizeIs(1));
  all_fail(world, {"s2-a", "s3-a", "s4-a"}, "install_failed", 1);
  ASSERT_THAT(told(world), SizeIs(1));
  EXPECT_EQ(told(world)[0].scope, Scope::kPackage);
}

TEST(FirstSight, APackageThatIsMissingAtThreeServersIsThePackages) {
  World world(ten_sites());
  for (const auto* device : {"s1-a-1", "s2-a-1", "s3-a-1"}) persists(world, device, "package_missing");
  ASSERT_THAT(told(world), SizeIs(1)) << "two were told before, and joined";
  EXPECT_EQ(told(world)[0].scope, Scope::kPackage);
}

TEST(FirstSight, KeysSeenExpiredDeviceByDeviceAreTheServers) {
  World world(ten_sites());
  persists(world, "s1-a-1", "auth_failed");
  for (int i = 0; i < 2; ++i) {
    world.pass(2h);
    fails(world, "s1-a-1", "auth_failed");
  }
  persists(world, "s1-a-2", "auth_failed");
  ASSERT_THAT(told(world), SizeIs(1));
  EXPECT_EQ(told(world)[0].scope, Scope::kServer);
}

TEST(FirstSight, ABadReleaseAtTwoServersIsTheReleases) {
  World world(ten_sites());
  for (int round = 0; round < 3; ++round) {
    for (const auto* device : {"s1-a-1", "s1-a-2", "s2-a-1"}) fails(world, device, "install_failed");
    world.pass(5min);
  }
  ASSERT_THAT(told(world), SizeIs(1));
  EXPECT_EQ(told(world)[0].scope, Scope::kPackage);
}

TEST(FirstSight, OneDeadDeviceBeforeTheNetworkIsACauseOfItsOwn) {
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

TEST(FirstSight, TwoThatFailedBeforeTheServerDidHadItFromTheServer) {
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

TEST(FirstSight, DevicesOfASiteThatBeginToFailTogetherShowItsNetwork) {
  for (const bool together : {true, false}) {
    World world(ten_sites(0s, "abcd"));
    all_fail(world, {"s1-a"}, "device_unreachable", 1);
    persists(world, "s1-b-1", "device_unreachable");
    world.pass(together ? 10min : 50min);
    persists(world, "s1-c-1", "device_unreachable");
    EXPECT_THAT(told(world), SizeIs(together ? 1 : 3)) << together;
    EXPECT_EQ(told(world).back().scope, together ? Scope::kSite : Scope::kDevice);
  }
}

TEST(FirstSight, ANetworkThatWasMendedSaysNothingOfTheNextServers) {
  World world(ten_sites());
  all_fail(world, {"s1-a"}, "device_unreachable", 2);
  for (int i = 1; i <= 3; ++i) world.prove(fmt::format("s1-a-{}", i), "device_unreachable");
  world.pass(70min);
  all_fail(world, {"s1-b"}, "device_unreachable", 2);
  ASSERT_THAT(told(world), SizeIs(2));
  for (const auto& ticket : told(world)) EXPECT_EQ(ticket.scope, Scope::kServer);
}

TEST(FirstSight, ALinkLostLongBeforeTheOtherIsNotTheSites) {
  World world(ten_sites());
  for (int round = 0; round < 12; ++round) {
    silent(world, "s1-a");
    if (round >= 8) silent(world, "s1-b");
    world.pass(5min);
  }
  ASSERT_THAT(told(world), SizeIs(2));
  for (const auto& ticket : told(world)) EXPECT_EQ(ticket.scope, Scope::kServer);
}

TEST(FirstSight, ASiteLostLongBeforeTheBackboneIsACauseOfItsOwn) {
  World world(ten_sites());
  for (int round = 0; round < 6; ++round) {
    for (const auto* server : {"s9-a", "s9-b"}) silent(world, server);
    world.pass(8min);
  }
  for (int site = 0; site < 5; ++site) silent(world, fmt::format("s{}-a", site));
  ASSERT_THAT(told(world), SizeIs(2));
  EXPECT_EQ(told(world)[0].scope, Scope::kSite);
  EXPECT_EQ(told(world)[1].scope, Scope::kFleet);
}

}  // namespace
}  // namespace redrive::central::test
