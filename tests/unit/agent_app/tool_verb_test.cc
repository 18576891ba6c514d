// `--tool` of the sub-commands.
#include "agent/app/tool_verb.h"

#include <gmock/gmock.h>

#include <fstream>

#include "agent/app/verbs.h"
#include "tests/unit/agent_app/job_world.h"
#include "tests/unit/agent_app/tool_world.h"

namespace redrive::agent {
namespace {

using base::ErrorCode;
using testing::HasSubstr;

class ToolVerbTest : public test::JobWorld {
 protected:
  void SetUp() override {
    manager.failures = {{"dev-2", "disk_full"}};
    distribute();
    options = life->options;
    options.manager.root = dir.path() / "devices";
    options.tool_keys = world.keys;
    manifest = world.newer();
    std::filesystem::create_directories(dir.path() / "given");
    file = dir.path() / "given" / "newer.tool";
    std::ofstream(file) << model::manifest_text(manifest);
  }
  void give(const std::string& program) { std::ofstream(dir.path() / "given" / "newer", std::ios::binary) << program; }

  test::ToolWorld world{dir.path()};
  config::AgentOptions options;
  model::ToolManifest manifest;
  std::filesystem::path file;
};

TEST_F(ToolVerbTest, AProgramBesideItsManifestIsPutAmongTheAgentsTools) {
  give(world.program);
  for (int i = 0; i < 2; ++i) {
    const auto text = bring_tool(options, file);
    ASSERT_TRUE(text) << text.error().message;
    EXPECT_EQ(*text, model::manifest_text(manifest));
    EXPECT_TRUE(world.tools.verify(manifest.digest));
  }
}

TEST_F(ToolVerbTest, NobodyElseLooksIntoThem) {
  std::filesystem::remove_all(dir.path() / "tools");
  ASSERT_TRUE(open_tools(dir.path()));
  EXPECT_EQ(std::filesystem::status(dir.path() / "tools").permissions(), std::filesystem::perms::owner_all);
}

TEST_F(ToolVerbTest, WithoutOneTheManifestIsEnough) {
  EXPECT_TRUE(bring_tool(options, file));
  EXPECT_FALSE(world.tools.has(manifest.digest));
}

TEST_F(ToolVerbTest, WhatDoesNotBelongTogetherIsNotTaken) {
  give("another program");
  EXPECT_EQ(bring_tool(options, file).error().code, ErrorCode::kCorrupt);
  auto same_size = world.program;
  same_size.back() = static_cast<char>(same_size.back() + 1);
  give(same_size);
  EXPECT_THAT(bring_tool(options, file).error().message, HasSubstr("is not the program that"));
  EXPECT_FALSE(world.tools.has(manifest.digest));
  std::ofstream(file) << "rubbish";
  EXPECT_THAT(bring_tool(options, file).error().message, HasSubstr("line 1 of the tool's manifest"));
  EXPECT_EQ(bring_tool(options, dir.path() / "none").error().code, ErrorCode::kNotFound);
}

TEST_F(ToolVerbTest, APlanIsShownWhileTheAgentIsStopped) {
  REDRIVE_NEEDS_TOOLS();
  give(world.program);
  model::PlanWishes wishes;
  wishes.tool = *bring_tool(options, file);
  testing::internal::CaptureStdout();
  const int code = show_plan(options, "J-1", wishes, {});
  const auto shown = testing::internal::GetCapturedStdout();
  EXPECT_EQ(code, 0);
  EXPECT_THAT(shown, HasSubstr("tool      redrive-redistribute 9.9.9 from central"));
  EXPECT_THAT(shown, HasSubstr("9.9.9: failed: disk_full"));
}

TEST_F(ToolVerbTest, WhatOnlyTheAgentCanFetchIsAskedOfIt) {
  model::PlanWishes wishes;
  wishes.tool = *bring_tool(options, file);
  testing::internal::CaptureStderr();
  EXPECT_EQ(show_plan(options, "J-1", wishes, {}), 5);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("is the agent running?"));
}

}  // namespace
}  // namespace redrive::agent
