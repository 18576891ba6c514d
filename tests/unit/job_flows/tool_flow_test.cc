// What administrators do to the tools kept at central: stored, one in use for a platform, audited.
#include "central/store/tools.h"
#include "tests/unit/central_core/signed_tool.h"
#include "tests/unit/job_flows/job_world.h"

namespace redrive::central::test {
namespace {

using base::ErrorCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

config::CentralOptions trusting(std::uint64_t key = 1) {
  auto options = company();
  options.tool_keys = {tool_key(key).public_key};
  return options;
}

class ToolFlow : public testing::Test {
 protected:
  ToolFlow() {
    world.flow().use_package = [this](const std::string& digest) -> base::Status {
      used.push_back(digest);
      if (!missing.contains(digest)) return {};
      return base::fail(ErrorCode::kNotFound, "no such package");
    };
  }
  static AddTool adding(const model::ToolManifest& manifest) {
    return {{"ann", "192.0.2.1"}, model::manifest_text(manifest)};
  }
  AddTool::Reply add(const std::string& version, const std::string& platform = "linux-x86_64") {
    return world.must(adding(signed_tool(version, platform)));
  }
  void use(const std::string& version) { world.must(UseTool{{"bob", ""}, version}); }
  // "platform version" of those in use.
  std::vector<std::string> in_use() {
    std::vector<std::string> used_now;
    const auto tools = all_tools(world.db()).value();
    for (const auto& tool : tools) {
      if (tool.in_use) used_now.push_back(tool.manifest.platform + " " + tool.manifest.version);
    }
    return used_now;
  }

  JobWorld world{trusting()};
  std::vector<std::string> used;
  std::set<std::string> missing;
};

TEST_F(ToolFlow, AToolIsKeptOnceHoweverOftenItIsAdded) {
  const auto first = add("1.4.0");
  EXPECT_FALSE(first.repeated);
  EXPECT_EQ(first.tool.added_by, "ann");
  EXPECT_EQ(first.tool.added_at, world.clock().utc());
  EXPECT_THAT(used, ElementsAre(signed_tool("1.4.0").digest)) << "or a clean-up may take its program meanwhile";
  world.clock().advance(std::chrono::hours(1));
  const auto again = add("1.4.0");
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.tool, first.tool);
  EXPECT_THAT(all_tools(world.db()).value(), ElementsAre(first.tool));
  EXPECT_THAT(world.trail(), ElementsAre("ann add tool:  -> " + signed_tool("1.4.0").digest));
}

TEST_F(ToolFlow, WhatIsNotRightIsNotKept) {
  EXPECT_EQ(world.ask(adding(signed_tool("1.4.0", "linux-x86_64", tool_key(2)))).error().code, ErrorCode::kInvalid);
  missing = {signed_tool("1.4.0").digest};
  const auto without = world.ask(adding(signed_tool("1.4.0")));
  EXPECT_EQ(without.error().code, ErrorCode::kConflict);
  EXPECT_THAT(without.error().message, HasSubstr("is not here"));
  missing.clear();
  add("1.4.0");
  auto other = signed_tool("1.4.0");
  other.digest = base::digest_of("other");
  model::sign(other, tool_key());
  EXPECT_EQ(world.ask(adding(other)).error().code, ErrorCode::kConflict);
  EXPECT_EQ(all_tools(world.db()).value().size(), 1U);
}

TEST_F(ToolFlow, NoMoreAreKeptThanABound) {
  for (std::size_t i = 0; i < 200; ++i) add(fmt::format("1.{}", i));
  EXPECT_THAT(world.ask(adding(signed_tool("2.0"))).error().message, HasSubstr("200 tools are kept at most"));
  EXPECT_TRUE(add("1.7").repeated);
}

TEST_F(ToolFlow, ATurnOfTheKeyTakesTheSameProgramSignedAnew) {
  add("1.4.0"), use("1.4.0");
  auto options = trusting();
  options.tool_keys.push_back(tool_key(2).public_key);
  world.options().set(std::move(options));
  const auto anew = signed_tool("1.4.0", "linux-x86_64", tool_key(2));
  const auto added = world.must(adding(anew));
  EXPECT_TRUE(added.repeated);
  EXPECT_EQ(all_tools(world.db()).value().at(0).manifest, anew);
  EXPECT_THAT(in_use(), ElementsAre("linux-x86_64 1.4.0")) << "as before";
  EXPECT_THAT(world.trail().front(), HasSubstr("sign tool anew"));
}

TEST_F(ToolFlow, OneOfAPlatformIsInUse) {
  add("1.3.0"), add("1.3.0", "linux-aarch64"), add("1.4.0");
  EXPECT_THAT(in_use(), IsEmpty()) << "to keep one is not to use it";
  use("1.3.0");
  EXPECT_THAT(in_use(), ElementsAre("linux-aarch64 1.3.0", "linux-x86_64 1.3.0"));
  use("1.4.0");
  EXPECT_THAT(in_use(), ElementsAre("linux-aarch64 1.3.0", "linux-x86_64 1.4.0")) << "it is not there for aarch64";
  EXPECT_EQ(world.trail().front(),
            "bob use tool: linux-aarch64 1.3.0, linux-x86_64 1.3.0 -> linux-aarch64 1.3.0, linux-x86_64 1.4.0");
  use("1.3.0");
  EXPECT_THAT(in_use(), ElementsAre("linux-aarch64 1.3.0", "linux-x86_64 1.3.0"));
  use("own");
  EXPECT_THAT(in_use(), IsEmpty());
  EXPECT_THAT(world.trail().front(), testing::EndsWith("-> own"));
}

TEST_F(ToolFlow, WhatCannotMakePlansIsNotPutInUse) {
  EXPECT_EQ(world.ask(UseTool{{"bob", ""}, "1.4.0"}).error().code, ErrorCode::kNotFound);
  add("1.4.0");
  missing = {signed_tool("1.4.0").digest};
  EXPECT_EQ(world.ask(UseTool{{"bob", ""}, "1.4.0"}).error().code, ErrorCode::kConflict);
  missing.clear();
  world.options().set(trusting(2));
  EXPECT_THAT(world.ask(UseTool{{"bob", ""}, "1.4.0"}).error().message, HasSubstr("not signed"));
  EXPECT_THAT(in_use(), IsEmpty());
}

TEST_F(ToolFlow, OneInUseIsNotRemoved) {
  add("1.4.0"), add("1.4.0", "linux-aarch64"), use("1.4.0");
  EXPECT_EQ(world.ask(RemoveTool{{"bob", ""}, "1.4.0"}).error().code, ErrorCode::kConflict);
  use("own");
  world.must(RemoveTool{{"bob", ""}, "1.4.0"});
  EXPECT_THAT(all_tools(world.db()).value(), IsEmpty());
  EXPECT_THAT(world.trail().front(), HasSubstr("bob remove tool: blake2b:"));
  EXPECT_EQ(world.ask(RemoveTool{{"bob", ""}, "1.4.0"}).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace redrive::central::test
