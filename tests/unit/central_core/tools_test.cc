// Which tools central takes, and which of them an agent is asked to use.
#include "central/core/tools.h"

#include <gmock/gmock.h>

#include "tests/unit/central_core/signed_tool.h"

namespace redrive::central::test {
namespace {

using base::ErrorCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::vector<std::string> kKeys{tool_key(9).public_key, tool_key().public_key};

std::string refusal_of(const model::ToolManifest& manifest, const std::vector<std::string>& keys = kKeys) {
  const auto read = check_new_tool(model::manifest_text(manifest), keys);
  return read ? "taken" : read.error().message;
}

TEST(NewTool, IsSignedByOneOfTheKeys) {
  EXPECT_EQ(refusal_of(signed_tool("1.4.0")), "taken");
  EXPECT_THAT(refusal_of(signed_tool("1.4.0", "linux-x86_64", tool_key(2))),
              HasSubstr("not signed by one of the keys"));
  EXPECT_THAT(refusal_of(signed_tool("1.4.0"), {}), HasSubstr("names no key"));
  auto bent = signed_tool("1.4.0");
  bent.version = "1.4.1";
  EXPECT_THAT(refusal_of(bent), HasSubstr("tool 1.4.1 for linux-x86_64 is not signed"));
  EXPECT_EQ(check_new_tool("rubbish", kKeys).error().code, ErrorCode::kInvalid);
}

TEST(NewTool, SpeaksTheSchemaOfAgentsAndIsNotCalledOwn) {
  auto other = signed_tool("1.4.0");
  other.schema = model::kToolSchema + 1;
  model::sign(other, tool_key());
  EXPECT_THAT(refusal_of(other), HasSubstr("schema 2"));
  EXPECT_THAT(refusal_of(signed_tool("own")), HasSubstr("own planner"));
}

TEST(NewTool, IsTheOnlyProgramOfItsVersionAndTheOnlyVersionOfItsProgram) {
  const std::vector<ToolRow> known{tool_row("1.4.0"), tool_row("1.3.0")};
  EXPECT_TRUE(check_no_other(signed_tool("1.4.0"), known));
  EXPECT_TRUE(check_no_other(signed_tool("1.4.0", "linux-aarch64"), known));
  auto changed = signed_tool("1.4.0");
  changed.digest = base::digest_of("other");
  EXPECT_THAT(check_no_other(changed, known).error().message, HasSubstr("as another program"));
  auto renamed = signed_tool("1.4.0");
  renamed.version = "1.5.0";
  const auto refused = check_no_other(renamed, known);
  EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
  EXPECT_THAT(refused.error().message, HasSubstr("here already as 1.4.0"));
}

// ---- which is wanted

std::vector<std::string> wanted_platforms(const WantedTool& wanted) {
  std::vector<std::string> platforms;
  for (const auto& program : wanted.programs)
    platforms.push_back(program.manifest.platform + " " + program.manifest.version);
  return platforms;
}

const std::vector<ToolRow> kAll{tool_row("1.3.0", "linux-aarch64", true), tool_row("1.3.0"),
                                tool_row("1.4.0", "linux-x86_64", true)};

TEST(WantedTool, IsTheOneInUseUnlessAnotherIsNamed) {
  EXPECT_THAT(wanted_platforms(*wanted_tool(kAll, "", kKeys)),
              ElementsAre("linux-aarch64 1.3.0", "linux-x86_64 1.4.0"));
  EXPECT_FALSE(wanted_tool(kAll, "", kKeys)->named);
  EXPECT_THAT(wanted_platforms(*wanted_tool(kAll, "1.3.0", kKeys)),
              ElementsAre("linux-aarch64 1.3.0", "linux-x86_64 1.3.0"));
  EXPECT_TRUE(wanted_tool(kAll, "1.3.0", kKeys)->named);
  EXPECT_THAT(wanted_tool(kAll, "own", kKeys)->programs, IsEmpty());
  EXPECT_THAT(wanted_tool({tool_row("1.4.0")}, "", kKeys)->programs, IsEmpty());
  EXPECT_EQ(wanted_tool(kAll, "9.9", kKeys).error().code, ErrorCode::kNotFound);
}

TEST(WantedTool, OfAKeyThatIsNotTrustedAnyMoreIsRefusedAndNotReplaced) {
  for (const char* version : {"", "1.4.0"}) {
    const auto wanted = wanted_tool(kAll, version, {tool_key(2).public_key});
    ASSERT_FALSE(wanted);
    EXPECT_EQ(wanted.error().code, ErrorCode::kConflict);
    EXPECT_THAT(wanted.error().message, HasSubstr("not signed by the key of [redistribution] tool_keys any more"));
  }
  EXPECT_TRUE(wanted_tool(kAll, "own", {}));
}

// ---- what an agent is asked

WantedTool some(bool named) {
  return {{tool_row("1.4.0", "linux-aarch64"), tool_row("1.4.0")}, named};
}

TEST(ChosenTool, IsOfTheAgentsPlatform) {
  const auto choice = choose_tool(some(true), {"ids-1", true, true, "linux-x86_64"});
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->manifest, model::manifest_text(signed_tool("1.4.0")));
  EXPECT_EQ(choice->why_own, "");
  EXPECT_EQ(choose_tool(some(false), {"ids-1", true, true, "linux-aarch64"})->manifest,
            model::manifest_text(signed_tool("1.4.0", "linux-aarch64")));
}

TEST(ChosenTool, IsNoneWhereNoneIsWanted) {
  const auto choice = choose_tool({}, {"ids-1", false, false, ""});
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->manifest + choice->why_own, "");
}

TEST(ChosenTool, AnAgentThatCannotRunItIsTheAskersTroubleOnlyWhenItWasNamed) {
  const std::pair<ToolRunner, const char*> cannot[] = {
      {{"ids-1", true, false, "linux-x86_64"},
       "'ids-1' is of an earlier version or trusts no key of tools, and cannot run tool 1.4.0"},
      {{"ids-1", true, true, ""}, "'ids-1' does not say of which platform"},
      {{"ids-1", true, true, "linux-riscv64"}, "for linux-aarch64 and linux-x86_64, agent 'ids-1' is linux-riscv64"}};
  for (const auto& [agent, why] : cannot) {
    const auto refused = choose_tool(some(true), agent);
    ASSERT_FALSE(refused) << why;
    EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
    EXPECT_THAT(refused.error().message, HasSubstr(why));
    const auto own = choose_tool(some(false), agent);
    ASSERT_TRUE(own) << why;
    EXPECT_EQ(own->manifest, "");
    EXPECT_THAT(own->why_own, HasSubstr(why));
    EXPECT_NE(own->todo, "");
  }
}

TEST(ChosenTool, NobodyIsAskedWhoIsNotThereToTell) {
  for (const bool named : {false, true})
    EXPECT_THAT(choose_tool(some(named), {"ids-1", false, true, "linux-x86_64"}).error().message,
                HasSubstr("'ids-1' is not connected"));
}

}  // namespace
}  // namespace redrive::central::test
