#include "tests/simulated_agents/fleet_script.h"

#include <gtest/gtest.h>

#include <fstream>

namespace redrive::simulated {
namespace {

class FleetScriptTest : public testing::Test {
 protected:
  config::Parsed<FleetScript> load(const std::string& text) {
    std::ofstream(file_) << text;
    return load_fleet_script(file_);
  }
  void TearDown() override { std::filesystem::remove(file_); }

  const std::filesystem::path file_ =
      std::filesystem::path(testing::TempDir()) / fmt::format("fleet-script-{}.toml", ::getpid());
};

TEST_F(FleetScriptTest, IsWhatItSays) {
  const auto script = load(R"toml(
seed = 7
servers = 100
devices = 20
servers_per_site = 4
work = "50ms"
first_reconnect = "1s"
max_reconnect = "8s"
[[cause]]
name = "keys"
scope = "server"
type = "auth_failed"
message = "Permission denied (publickey)"
percent = 40
[[cause]]
name = "till"
type = "device_unreachable"
message = "No route to host"
)toml");
  ASSERT_TRUE(script) << to_text(script.error());
  EXPECT_EQ(script->seed, 7U);
  EXPECT_EQ(script->servers, 100U);
  EXPECT_EQ(script->devices, 20U);
  EXPECT_EQ(script->servers_per_site, 4U);
  EXPECT_EQ(script->work, std::chrono::milliseconds(50));
  EXPECT_EQ(script->reconnect, (session::BackoffPolicy{std::chrono::seconds(1), std::chrono::seconds(8)}));
  ASSERT_EQ(script->causes.size(), 2U);
  EXPECT_EQ(script->causes[0].scope, "server");
  EXPECT_EQ(script->causes[0].percent, 40U);
  EXPECT_EQ(script->causes[1].scope, "device");
  EXPECT_EQ(script->causes[1].failure_type, "device_unreachable");
}

TEST_F(FleetScriptTest, EveryProblemHasItsLine) {
  const auto script = load(
      "servers = 0\nspeed = 3\n[[cause]]\nname = \"a\"\nscope = \"planet\"\n"
      "type = \"timeout\"\nmessage = \"m\"\n[[cause]]\nname = \"a\"\nmessage = \"m\"\n");
  ASSERT_FALSE(script);
  std::set<unsigned> lines;
  for (const auto& problem : script.error()) lines.insert(problem.line);
  EXPECT_EQ(lines, (std::set<unsigned>{1, 2, 5, 8, 9})) << to_text(script.error());
}

}  // namespace
}  // namespace redrive::simulated
