#include "tests/simulated_agents/world.h"

#include <gtest/gtest.h>

#include "tests/simulated_agents/agent_keys.h"
#include "tests/simulated_agents/fleet_files.h"

namespace redrive::simulated {
namespace {

FleetScript script_of(std::uint64_t seed = 7) {
  FleetScript script;
  script.seed = seed;
  script.servers = 20, script.devices = 10, script.servers_per_site = 4;
  script.causes = {{"network", "site", "device_unreachable", "No route to host", 50},
                   {"keys", "server", "auth_failed", "Permission denied", 100},
                   {"till", "device", "install_failed", "exit status 1", 100}};
  return script;
}

TEST(World, EachCauseStrikesAtASiteOfItsOwn) {
  const auto world = World::make(script_of());
  ASSERT_TRUE(world) << world.error().message;
  const auto& causes = world->causes();
  ASSERT_EQ(causes.size(), 3U);
  EXPECT_EQ(causes[0].devices.size(), 4U * 5);
  EXPECT_EQ(causes[1].devices.size(), 10U);
  EXPECT_EQ(causes[2].devices, std::vector<std::string>{causes[2].subject});
  EXPECT_EQ((std::set<std::string>{causes[0].site, causes[1].site, causes[2].site}).size(), 3U);
  for (const auto& cause : causes) {
    for (const auto& device : cause.devices) EXPECT_EQ(world->broken(device), &cause);
  }
  std::size_t broken = 0;
  for (const auto& server : world->servers()) {
    for (const auto& device : server.devices) {
      const Cause* cause = world->broken(device);
      broken += cause != nullptr;
      if (cause == nullptr) continue;
      EXPECT_EQ(cause->site, server.site);
      EXPECT_TRUE(cause->server.empty() || cause->server == server.name);
    }
  }
  EXPECT_EQ(broken, 31U);
}

TEST(World, IsMendedCauseByCause) {
  auto world = *World::make(script_of());
  ASSERT_TRUE(world.mend("keys", true));
  EXPECT_EQ(world.broken(world.causes()[1].devices[0]), nullptr);
  EXPECT_NE(world.broken(world.causes()[0].devices[0]), nullptr);
  EXPECT_EQ(world.mend("kays", true).error().code, base::ErrorCode::kNotFound);
  ASSERT_TRUE(world.mend("all", true));
  EXPECT_EQ(world.broken(world.causes()[0].devices[0]), nullptr);
  ASSERT_TRUE(world.mend("all", false));
  EXPECT_NE(world.broken(world.causes()[1].devices[0]), nullptr);
}

TEST(World, ASeedIsAFleet) {
  const auto first = *World::make(script_of()), again = *World::make(script_of()), other = *World::make(script_of(8));
  EXPECT_EQ(causes_jsonl(first), causes_jsonl(again));
  EXPECT_NE(causes_jsonl(first), causes_jsonl(other));
  EXPECT_EQ(key_pair_of(7, 3).public_key, key_pair_of(7, 3).public_key);
  EXPECT_NE(key_pair_of(7, 3).public_key, key_pair_of(7, 4).public_key);
  EXPECT_NE(key_pair_of(7, 3).public_key, key_pair_of(8, 3).public_key);
}

TEST(World, MoreCausesThanSitesAreRefused) {
  auto script = script_of();
  script.servers_per_site = 10;
  EXPECT_EQ(World::make(script).error().message,
            "3 causes strike at a site each, and 20 servers of 10 a site make 2 sites");
}

TEST(FleetFiles, AreWhatCentralReads) {
  FleetScript script;
  script.servers = 1, script.devices = 2;
  script.causes = {{"till", "device", "timeout", "gave up", 100}};
  const auto world = *World::make(script);
  EXPECT_EQ(devices_csv(world),
            "device,role,server,location\nids-00001,intermediate,,S00001\ndev-00001-0001,recipient,ids-00001,S00001\n"
            "dev-00001-0002,recipient,ids-00001,S00001\n");
  EXPECT_EQ(locations_csv(world), "code,name,aliases,centre\nS00001,Depot S00001,,mc-a\n");
  EXPECT_EQ(agents_file(world, 5), key_pair_of(5, 0).public_key + " ids-00001 2026-01-01T00:00:00Z\n");
}

}  // namespace
}  // namespace redrive::simulated
