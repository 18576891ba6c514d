#include "shared/text/table.h"
#include "shared/text/columns.h"

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

TEST(Columns, CountsWhatATerminalShows) {
  EXPECT_EQ(columns("abc"), 3U);
  EXPECT_EQ(columns("Ü"), 1U);
  EXPECT_EQ(columns("東京"), 4U);
  EXPECT_EQ(columns("e\xCC\x81"), 1U);  // a combining accent
  EXPECT_EQ(columns("\xF0\x9F\x93\xA6"), 2U);
  EXPECT_EQ(columns("\xff\xc3"), 2U);
}

TEST(Columns, FitCutsBetweenCharactersAndSaysSo) {
  EXPECT_EQ(fit("abcdef", 6), "abcdef");
  EXPECT_EQ(fit("abcdef", 4), "abc…");
  EXPECT_EQ(fit("東京駅", 6), "東京駅");
  EXPECT_EQ(fit("東京駅", 4), "東…");
  EXPECT_EQ(fit("a\x1b[31m\n", 20), "a [31m ");
  EXPECT_EQ(fit("abc", 0), "");
  EXPECT_EQ(cell("東", 4), "東  ");
}

TEST(SizeWords, AreForPeople) {
  EXPECT_EQ(size_words(0), "0 bytes");
  EXPECT_EQ(size_words(1), "1 byte");
  EXPECT_EQ(size_words(999), "999 bytes");
  EXPECT_EQ(size_words(1000), "1.0 kB");
  EXPECT_EQ(size_words(999'999), "1.0 MB");
  EXPECT_EQ(size_words(123'456'789), "123 MB");
  EXPECT_EQ(size_words(UINT64_MAX), "18.4 EB");
}

TEST(Table, KeepsWideNamesInTheirColumns) {
  EXPECT_EQ(table({{"A", "B"}, {"東京", "x"}}), "A     B\n東京  x\n");
}

}  // namespace
}  // namespace redrive::text
