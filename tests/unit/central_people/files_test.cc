// The files of users and tokens: read back as written, those of earlier versions too, and never half understood.
#include <gmock/gmock.h>

#include "central/people/tokens.h"
#include "central/people/users.h"
#include "shared/base/digest.h"

namespace redrive::central {
namespace {

using testing::HasSubstr;

const std::string kDigest = base::digest_of("t");
const std::string kHash = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g";
const base::UtcTime kEnd = base::utc_from_micros(1'800'000'000'000'000);

std::string why_not_tokens(const std::string& text) {
  const auto parsed = parse_tokens(text);
  return parsed ? "" : parsed.error().message;
}
std::string why_not_users(const std::string& text) {
  const auto parsed = parse_users(text);
  return parsed ? "" : parsed.error().message;
}

TEST(TokensFile, IsReadBackAsWritten) {
  const std::vector<ApiToken> tokens = {{kDigest, "mon", Role::kSubmit, {"alerts"}, kEnd},
                                        {kDigest, "admin", Role::kAdministrator, {}, std::nullopt},
                                        {kDigest, "r", Role::kViewer, {"tickets", "openapi.json"}, std::nullopt}};
  const auto read = parse_tokens(format_tokens(tokens)).value();
  ASSERT_EQ(read.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(read[i].digest, tokens[i].digest);
    EXPECT_EQ(read[i].name, tokens[i].name);
    EXPECT_EQ(read[i].role, tokens[i].role);
    EXPECT_EQ(read[i].scope, tokens[i].scope);
    EXPECT_EQ(read[i].end, tokens[i].end);
  }
}

TEST(TokensFile, OfAnEarlierVersionIsRead) {
  const auto read = parse_tokens(kDigest + " admin administrator *\n" + kDigest + " mon submit *\n").value();
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(read[0].role, Role::kAdministrator);
  EXPECT_EQ(read[1].role, Role::kSubmit);
  EXPECT_FALSE(read[1].end);
  EXPECT_TRUE(in_scope(read[1].scope, "alerts"));
}

TEST(TokensFile, NamesTheLineThatIsWrong) {
  const std::string good = kDigest + " t submit *\n";
  for (const std::string bad :
       {"rubbish", "blake2b:00 x administrator *", "t administrator", "t root *", "../t submit *", "t submit Alerts",
        "t submit alerts,,tickets", "t submit * tomorrow", "t submit * never more"}) {
    const std::string line = bad.starts_with("t ") || bad.starts_with("..") ? kDigest + " " + bad : bad;
    EXPECT_THAT(why_not_tokens(good + line + "\n"), HasSubstr("line 2")) << bad;
  }
  EXPECT_EQ(why_not_tokens(good + "\n# a comment\n"), "");
}

TEST(Tokens, EndAtTheirEnd) {
  const ApiToken token{kDigest, "t", Role::kViewer, {}, kEnd};
  EXPECT_FALSE(has_ended(token, kEnd - base::Micros{1}));
  EXPECT_TRUE(has_ended(token, kEnd));
  EXPECT_FALSE(has_ended({kDigest, "t", Role::kViewer, {}, std::nullopt}, kEnd));
}

TEST(UsersFile, IsReadBackAsWritten) {
  const std::vector<User> users = {{"ann", Role::kApprover, kEnd, kHash}, {"bob", Role::kViewer, kEnd, kHash}};
  const auto read = parse_users(format_users(users)).value();
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(read[0].name, "ann");
  EXPECT_EQ(read[0].role, Role::kApprover);
  EXPECT_EQ(read[0].added_at, kEnd);
  EXPECT_EQ(read[0].hash, kHash);
}

TEST(UsersFile, NamesTheLineThatIsWrong) {
  const std::string good = "ann viewer 2026-03-02T00:00:00Z " + kHash + "\n";
  for (const std::string bad : {"rubbish", "ann viewer 2026-03-02T00:00:00Z ", "bob submit 2026-03-02T00:00:00Z ",
                                "bob viewer yesterday ", "bob@ids-1 viewer 2026-03-02T00:00:00Z "}) {
    EXPECT_THAT(why_not_users(good + bad + (bad == "rubbish" ? "" : kHash) + "\n"), HasSubstr("line 2")) << bad;
  }
  EXPECT_THAT(why_not_users("bob viewer 2026-03-02T00:00:00Z secret123\n"), HasSubstr("line 1"));
}

}  // namespace
}  // namespace redrive::central
