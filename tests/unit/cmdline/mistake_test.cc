#include "shared/cmdline/mistake.h"

#include <gmock/gmock.h>

#include "tests/unit/cmdline/sample.h"

namespace redrive::cmdline {
namespace {

using testing::Optional;

class Mistake : public testing::Test {
 protected:
  const Command all_ = Sample().command();
  std::string where(const std::vector<std::string>& words) const { return path_words(follow(all_, words)); }
};

TEST_F(Mistake, NamesTheNearestVerb) {
  EXPECT_THAT(unknown_word(all_, {"thingss", "list"}),
              Optional(std::string("there is no verb 'thingss'; did you mean things?")));
  EXPECT_THAT(unknown_word(all_, {"things", "lits"}),
              Optional(std::string("there is no verb 'lits'; did you mean list?")));
}

TEST_F(Mistake, NamesAllVerbsWhereNoneIsNear) {
  EXPECT_THAT(unknown_word(all_, {"things", "demolish"}),
              Optional(std::string("there is no verb 'demolish'; expected list, add")));
}

TEST_F(Mistake, SaysThatAVerbIsMissing) {
  EXPECT_THAT(unknown_word(all_, {"--json", "things"}), Optional(std::string("a verb is expected: list, add")));
}

TEST_F(Mistake, NamesTheNearestOptionOfTheVerbOrOfAll) {
  EXPECT_THAT(unknown_word(all_, {"things", "list", "--stat", "open"}),
              Optional(std::string("there is no option --stat; did you mean --state?")));
  EXPECT_THAT(unknown_word(all_, {"things", "list", "--jsn"}),
              Optional(std::string("there is no option --jsn; did you mean --json?")));
}

TEST_F(Mistake, TakesTheValueOfAnOptionForNothingElse) {
  EXPECT_EQ(unknown_word(all_, {"--url", "http://x", "things", "list", "--state", "--odd"}), std::nullopt);
  EXPECT_EQ(where({"--url", "things", "read", "f"}), "prog read");
  EXPECT_EQ(where({"--url=things", "things", "list"}), "prog things list");
}

TEST_F(Mistake, LeavesOtherMistakesToTheParser) {
  EXPECT_EQ(unknown_word(all_, {"read"}), std::nullopt);
  EXPECT_EQ(unknown_word(all_, {"things", "add", "list"}), std::nullopt);  // a name, not the verb
  EXPECT_EQ(where({"things", "add", "list"}), "prog things add");
}

TEST(Reworded, NamesThePlaceAndWhatWasExpected) {
  EXPECT_EQ(reworded("--state: odd not in {open,shut}"), "--state 'odd': expected one of open, shut");
  EXPECT_EQ(reworded("--limit: Value 0 not in range 1 to 1000"), "--limit 0: expected 1 to 1000");
  EXPECT_EQ(reworded("Exactly 1 option from [--end,--duration] is required"),
            "just one of these is expected: --end, --duration");
  EXPECT_EQ(reworded("The following argument was not expected: extra\nRun with --help for more information."),
            "'extra' was not expected");
  EXPECT_EQ(reworded("--site: At Most 1 required but received 2"), "--site was given 2 times; once is expected");
  EXPECT_EQ(reworded("NAME is required"), "NAME is required");
}

TEST(Nearest, GuessesOnlyWhatIsNear) {
  EXPECT_EQ(nearest("dist", {"dump", "distribute"}), "distribute");
  EXPECT_EQ(nearest("staus", {"status", "tracking"}), "status");
  EXPECT_EQ(nearest("xyz", {"status", "tracking"}), "");
}

}  // namespace
}  // namespace redrive::cmdline
