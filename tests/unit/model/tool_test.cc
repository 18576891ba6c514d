#include "shared/model/tool.h"

#include <gmock/gmock.h>

#include "shared/base/digest.h"

namespace redrive::model {
namespace {

using testing::HasSubstr;

ToolManifest sample() {
  base::SeededRandom random(1);
  ToolManifest manifest{"1.4.0", "linux-x86_64", 1, 5, base::digest_of("bytes"), ""};
  sign(manifest, base::make_signing_key(random));
  return manifest;
}

TEST(ToolManifest, IsReadAsItWasWritten) {
  const auto read = parse_tool_manifest(manifest_text(sample()));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, sample());
  EXPECT_LT(manifest_text(sample()).size(), kMaxToolManifest);
}

TEST(ToolManifest, HasAVersionForPeople) {
  EXPECT_EQ(tool_version(manifest_text(sample())), "1.4.0");
  EXPECT_EQ(tool_version(""), "");
  EXPECT_EQ(tool_version("rubbish"), "(not readable)");
}

TEST(ToolManifest, EveryLineIsUnderTheSignature) {
  base::SeededRandom random(1);
  const auto key = base::make_signing_key(random).public_key;
  const auto good = sample();
  const auto check = [&](const ToolManifest& m) { return base::check_signature(signed_text(m), m.signature, key); };
  EXPECT_TRUE(check(good));
  auto bent = good;
  bent.version = "1.4.1";
  EXPECT_FALSE(check(bent));
  bent = good, bent.platform = "linux-aarch64";
  EXPECT_FALSE(check(bent));
  bent = good, bent.schema = 2;
  EXPECT_FALSE(check(bent));
  bent = good, bent.size = 6;
  EXPECT_FALSE(check(bent));
  bent = good, bent.digest = base::digest_of("other");
  EXPECT_FALSE(check(bent));
}

TEST(ToolManifest, TheLineThatIsWrongIsNamed) {
  const auto text = manifest_text(sample());
  const auto with = [&](std::string_view from, std::string_view to) {
    auto bent = text;
    bent.replace(bent.find(from), from.size(), to);
    const auto read = parse_tool_manifest(bent);
    return read ? std::string("read") : read.error().message;
  };
  EXPECT_THAT(with("redistribute 1", "redistribute 2"), HasSubstr("line 1"));
  EXPECT_THAT(with("version 1.4.0", "version"), HasSubstr("line 2"));
  EXPECT_THAT(with("1.4.0", "../etc"), HasSubstr("line 2"));
  EXPECT_THAT(with("platform linux", "platform  linux"), HasSubstr("line 3"));
  EXPECT_THAT(with("schema 1", "schema 01"), HasSubstr("line 4"));
  EXPECT_THAT(with("size 5", "size 0"), HasSubstr("line 5"));
  EXPECT_THAT(with("size 5", "size 67108865"), HasSubstr("line 5"));
  EXPECT_THAT(with("blake2b:", "sha256:"), HasSubstr("line 6"));
  EXPECT_THAT(with("signature ", "signature 0"), HasSubstr("line 7"));
  EXPECT_THAT(with("size 5\n", ""), HasSubstr("line 5"));
  EXPECT_FALSE(parse_tool_manifest(text + "\n"));
  EXPECT_FALSE(parse_tool_manifest(text.substr(0, text.size() - 1)));
  EXPECT_FALSE(parse_tool_manifest(""));
  EXPECT_THAT(parse_tool_manifest(std::string(2000, 'x')).error().message, HasSubstr("1024"));
}

}  // namespace
}  // namespace redrive::model
