#include "shared/cmdline/man_page.h"

#include <gmock/gmock.h>

#include "tests/unit/cmdline/sample.h"

namespace redrive::cmdline {
namespace {

using testing::HasSubstr;

constexpr const char* kText = ".SH A\n@SYNOPSIS@\n@OPTIONS@\n@VERBS@\n@EXITS@\n@EXAMPLES@\n";

TEST(ManPage, FillsEachPlaceFromTheProgram) {
  const auto page = man_page(Sample().command(), {{3, "no such thing"}}, kText);
  ASSERT_TRUE(page) << page.error().message;
  for (const char* part : {".B prog", "[\\fB\\-\\-url\\fR \\fIURL\\fR]", ".SS Seeing",
                           ".TP\n\\fBthings add\\fR NAME (\\-\\-site CODE | \\-\\-server NAME)", "About lists.",
                           ".nf\n    set as it is\n.fi", ".TP\n\\fB\\-\\-state\\fR \\fISTATE\\fR\nOnly so: open, shut",
                           ".TP\n3\nno such thing", "    prog things list \\-\\-state open"}) {
    EXPECT_THAT(*page, HasSubstr(part));
  }
}

TEST(ManPage, RefusesATextThatLacksAPlaceOrHasAnother) {
  const auto lacks = man_page(Sample().command(), {}, "@SYNOPSIS@\n@OPTIONS@\n@VERBS@\n@EXITS@\n");
  ASSERT_FALSE(lacks);
  EXPECT_THAT(lacks.error().message, HasSubstr("no line @EXAMPLES@"));
  EXPECT_THAT(man_page(Sample().command(), {}, "@SYNOPSIS@\n@FILES@\n").error().message, HasSubstr("line 2"));
}

TEST(Roff, ShowsPlainTextUnchanged) {
  EXPECT_EQ(roff("--a 'b' \\ …"), "\\-\\-a \\(aqb\\(aq \\e \\&...");
  EXPECT_EQ(roff(".TP"), "\\&.TP");
}

}  // namespace
}  // namespace redrive::cmdline
