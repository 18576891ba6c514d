#include "shared/config/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace redrive::config {
namespace {

using testing::ElementsAre;

std::vector<CsvRow> rows_of(std::string_view text) {
  std::vector<CsvRow> rows;
  CsvReader reader(text);
  for (CsvRow row; reader.next(row);) rows.push_back(row);
  return rows;
}

TEST(Csv, ReadsRfc4180) {
  const auto rows = rows_of("a,b\r\n\"x, \"\"y\"\"\",\"two\r\nlines\"\r\n,\r\nlast,\"\"");
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_THAT(rows[0].fields, ElementsAre("a", "b"));
  EXPECT_THAT(rows[1].fields, ElementsAre("x, \"y\"", "two\r\nlines"));
  EXPECT_THAT(rows[2].fields, ElementsAre("", ""));
  EXPECT_THAT(rows[3].fields, ElementsAre("last", ""));
  EXPECT_EQ(rows[2].line, 4U) << "a quoted line break counts";
  for (const auto& row : rows) EXPECT_EQ(row.error, "");
}

TEST(Csv, PassesOverMarkAndBlankLines) {
  const auto rows = rows_of("\xEF\xBB\xBF\n\r\na\n\n\nb");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_THAT(rows[0].fields, ElementsAre("a"));
  EXPECT_EQ(rows[0].line, 3U);
  EXPECT_EQ(rows[1].line, 6U);
  EXPECT_TRUE(rows_of("").empty());
  EXPECT_TRUE(rows_of("\xEF\xBB\xBF").empty());
}

TEST(Csv, MalformedRowsSaySoAndTheNextIsRead) {
  const auto rows = rows_of("a\"b,c\n\"x\"y\nz\n");
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_THAT(rows[0].error, testing::HasSubstr("a quote inside a field"));
  EXPECT_THAT(rows[1].error, testing::HasSubstr("text after the closing quote"));
  EXPECT_EQ(rows[2].error, "");
  EXPECT_THAT(rows[2].fields, ElementsAre("z"));
}

TEST(Csv, AnOpenQuoteNamesItsLine) {
  const auto rows = rows_of("a\n\"b\nc\n");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1].error, "the quote opened in line 2 is never closed");
}

}  // namespace
}  // namespace redrive::config
