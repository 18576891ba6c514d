// redrive-redistribute as whoever releases tools uses it.
#include <gmock/gmock.h>

#include "shared/base/digest.h"
#include "shared/model/tool.h"
#include "shared/sys/file.h"
#include "shared/sys/process.h"
#include "shared/sys/secret_file.h"
#include "shared/version.h"
#include "tests/unit/agent/samples.h"

namespace redrive::agent {
namespace {

using testing::HasSubstr;

class ToolProgram : public testing::Test {
 protected:
  int run(std::vector<std::string> words) {
    words.insert(words.begin(), REDRIVE_TOOL);
    sys::ProcessRequest request;
    request.argv = std::move(words);
    const auto result = sys::PosixProcessRunner().run(request, {});
    said = result.output;
    return result.end == sys::ProcessResult::End::kExited ? result.code : -1;
  }
  std::string path(const char* name) { return (dir.path() / name).string(); }

  test::TempDir dir;
  std::string said;
};

TEST_F(ToolProgram, WhatItSignsAgentsCanCheck) {
  ASSERT_EQ(run({"keygen", "--out", path("key")}), 0) << said;
  const std::string key = said.substr(0, said.size() - 1);
  EXPECT_TRUE(sys::check_private(path("key")));
  ASSERT_TRUE(sys::replace_file(path("tool"), "a program"));
  ASSERT_EQ(run({"sign", path("tool"), "--version", "1.4.0", "--key", path("key")}), 0) << said;
  const auto manifest = model::parse_tool_manifest(*sys::read_file(path("tool.tool")));
  ASSERT_TRUE(manifest) << manifest.error().message;
  EXPECT_EQ(manifest->version, "1.4.0");
  EXPECT_EQ(manifest->platform, model::this_platform());
  EXPECT_EQ(manifest->size, 9U);
  EXPECT_EQ(manifest->digest, base::digest_of("a program"));
  EXPECT_TRUE(base::check_signature(model::signed_text(*manifest), manifest->signature, key));
  ASSERT_EQ(run({"sign", path("tool"), "--version", "1.4.0", "--key", path("key"), "--platform", "linux-aarch64"}), 0);
  EXPECT_THAT(*sys::read_file(path("tool.tool")), HasSubstr("platform linux-aarch64"));
}

TEST_F(ToolProgram, AKeyIsNeverOverwrittenAndNeverShown) {
  ASSERT_EQ(run({"keygen", "--out", path("key")}), 0);
  const auto kept = *sys::read_file(path("key"));
  EXPECT_EQ(run({"keygen", "--out", path("key")}), 1);
  EXPECT_EQ(*sys::read_file(path("key")), kept);
  std::filesystem::permissions(path("key"), std::filesystem::perms(0644));
  ASSERT_TRUE(sys::replace_file(path("tool"), "a program"));
  EXPECT_NE(run({"sign", path("tool"), "--version", "1", "--key", path("key")}), 0) << "others can read it";
  EXPECT_THAT(said, testing::Not(HasSubstr(kept.substr(0, 64))));
  ASSERT_TRUE(sys::replace_file(path("key"), "rubbish", 0600));
  EXPECT_EQ(run({"sign", path("tool"), "--version", "1", "--key", path("key")}), 2);
  EXPECT_THAT(said, testing::AllOf(HasSubstr("not a signing key"), testing::Not(HasSubstr("rubbish"))));
}

TEST_F(ToolProgram, WhatAgentsWouldNotTakeIsNotWritten) {
  ASSERT_EQ(run({"keygen", "--out", path("key")}), 0);
  EXPECT_EQ(run({"sign", path("tool"), "--version", "1", "--key", path("key")}), 3);
  ASSERT_TRUE(sys::replace_file(path("tool"), "a program"));
  EXPECT_EQ(run({"sign", path("tool"), "--version", "1 4", "--key", path("key")}), 2);
  ASSERT_TRUE(sys::replace_file(path("tool"), ""));
  EXPECT_EQ(run({"sign", path("tool"), "--version", "1", "--key", path("key")}), 2);
  EXPECT_FALSE(std::filesystem::exists(path("tool.tool")));
}

TEST_F(ToolProgram, TellsWhatItIs) {
  EXPECT_EQ(run({"--version"}), 0);
  EXPECT_EQ(said, "redrive-redistribute " + std::string(kVersion) + "\n");
  EXPECT_EQ(run({"--describe"}), 0);
  EXPECT_EQ(said, fmt::format("version {}\nplatform {}\nschema 1\n", kVersion, model::this_platform()));
  EXPECT_EQ(run({"--help"}), 0);
  EXPECT_THAT(said, HasSubstr("keygen"));
  EXPECT_EQ(run({"nonsense"}), 2);
  EXPECT_EQ(run({}), 2) << "stdin holds no request";
  EXPECT_THAT(said, HasSubstr("request: it ends after 0 of 4 bytes"));
}

}  // namespace
}  // namespace redrive::agent
