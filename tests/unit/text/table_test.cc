#include "shared/text/table.h"

#include <gtest/gtest.h>

namespace redrive::text {
namespace {

TEST(Table, AlignsByCharactersNotBytes) {
  EXPECT_EQ(table({{"SITE", "N"}, {"Zürich", "1"}, {"Oslo", "22"}}), "SITE    N\nZürich  1\nOslo    22\n");
}

TEST(Table, KeepsACellInItsLineAndDropsTrailingSpaces) {
  EXPECT_EQ(table({{"A", "B"}, {"x\ny\x1b[31m", ""}}), "A         B\nx y [31m\n");
}

TEST(Table, ShowsShortRows) {
  EXPECT_EQ(table({{"A", "B"}, {"long"}}), "A     B\nlong\n");
}

TEST(ShownCommand, QuotesWhatAShellWouldTouch) {
  EXPECT_EQ(shown_command({"cp", "{package}", "a b", "it's", "", "$HOME"}), "cp {package} 'a b' 'it'\\''s' '' '$HOME'");
}

TEST(ProgressBar, IsEmptyHalfAndFull) {
  EXPECT_EQ(progress_bar(0, 4), "[..............................] 0 of 4");
  EXPECT_EQ(progress_bar(2, 4), "[###############...............] 2 of 4");
  EXPECT_EQ(progress_bar(9, 4), "[##############################] 9 of 4");
  EXPECT_EQ(progress_bar(0, 0), "[##############################] 0 of 0");
}

TEST(FirstLine, EndsAtTheBreak) {
  EXPECT_EQ(first_line("a\nb"), "a");
  EXPECT_EQ(first_line("a"), "a");
}

}  // namespace
}  // namespace redrive::text
