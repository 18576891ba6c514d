#include "shared/checkup/finding.h"

#include <gmock/gmock.h>

namespace redrive::checkup {
namespace {

using testing::HasSubstr;

const std::vector<Finding> kAll = {ok("disk", "3 GB free"), warning("clock", "it is set by nobody", "run chrony"),
                                   failed("SMTP", "no answer", "see [mail] smtp")};

TEST(Findings, AreALineEachWithWhatToDoBelow) {
  EXPECT_EQ(to_text(kAll),
            "  ok      disk   3 GB free\n"
            "  warning clock  it is set by nobody\n"
            "                 → run chrony\n"
            "  failed  SMTP   no answer\n"
            "                 → see [mail] smtp\n");
}

TEST(Findings, WrapLongTextsUnderTheirColumn) {
  const std::string text = to_text({failed("a", std::string(90, 'x') + " tail", std::string(90, 'y') + " end")});
  EXPECT_THAT(text, HasSubstr("\n             tail\n"));
  EXPECT_THAT(text, HasSubstr("             → y"));
  EXPECT_THAT(text, HasSubstr("\n               end\n"));
}

TEST(Findings, AreFailedOnlyWhenOneIs) {
  EXPECT_TRUE(any_failed(kAll));
  EXPECT_FALSE(any_failed({kAll[0], kAll[1]}));
  EXPECT_EQ(verdict(kAll), "1 failed, 1 warning");
  EXPECT_EQ(verdict({kAll[0]}), "all is well");
}

TEST(Findings, ComeBackOutOfJson) {
  const auto back = from_json(to_json(kAll));
  ASSERT_TRUE(back) << back.error().message;
  ASSERT_EQ(back->size(), kAll.size());
  for (std::size_t i = 0; i < kAll.size(); ++i) {
    EXPECT_EQ((*back)[i].what, kAll[i].what);
    EXPECT_EQ((*back)[i].health, kAll[i].health);
    EXPECT_EQ((*back)[i].found, kAll[i].found);
    EXPECT_EQ((*back)[i].todo, kAll[i].todo);
  }
}

TEST(Findings, AreNoneOfAnotherText) {
  for (const char* text : {"", "[]", "{\"checks\": 3}", "{\"checks\": [{\"what\": \"a\"}]}",
                           "{\"checks\": [{\"what\": \"a\", \"state\": \"odd\", \"found\": \"\", \"todo\": null}]}"})
    EXPECT_FALSE(from_json(text)) << text;
}

}  // namespace
}  // namespace redrive::checkup
