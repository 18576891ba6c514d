// The lines and components of an iCalendar text.
#include "central/calendar/content_lines.h"

#include "tests/unit/calendar/calendar_texts.h"

namespace redrive::central::calendar::test {
namespace {

using testing::HasSubstr;

TEST(ContentLines, AreUnfoldedAndTakenApart) {
  const auto components = read_components(
      "\xEF\xBB\xBF"
      "BEGIN:VCALENDAR\r\nbegin:vevent\r\nSummary;LANGUAGE=no;x-a=\"b:c;d\":Str\xC3\xB8m\r\n  av\r\n\tog\\, "
      "p\xC3\xA5\r\n\r\nEND:VEVENT\r\nEND:VCALENDAR",
      "x.ics");
  ASSERT_TRUE(components) << config::to_text(components.error());
  const Component& event = components->at(0).parts.at(0);
  EXPECT_EQ(event.name, "VEVENT");
  EXPECT_EQ(event.line, 2U);
  const auto* summary = event.find("SUMMARY");
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->line, 3U);
  EXPECT_EQ(summary->parameter("X-A"), "b:c;d");
  EXPECT_EQ(unescaped(summary->value), "Str\xC3\xB8m avog, p\xC3\xA5");
  const auto again = read_components(to_text(components->at(0)), "x.ics");
  ASSERT_TRUE(again);
  EXPECT_EQ(to_text(again->at(0)), to_text(components->at(0)));
}

TEST(ContentLines, WrongOnesAreToldByLine) {
  struct Case {
    std::string text;
    unsigned line;
    const char* why;
  };
  for (const auto& c : {
           Case{"", 0, "holds no calendar"},
           {"\n\n", 0, "holds no calendar"},
           {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VEVENT\n", 1,
            "begins a VCALENDAR that does not end; is the file cut short?"},
           {"BEGIN:VCALENDAR\nEND:VEVENT\nEND:VCALENDAR\n", 2, "expected END:VCALENDAR"},
           {"END:VCALENDAR\n", 1, "expected BEGIN:VCALENDAR"},
           {"UID:1\nBEGIN:VCALENDAR\nEND:VCALENDAR\n", 1, "stands outside of a component"},
           {"BEGIN:VCALENDAR\nhello there\nEND:VCALENDAR\n", 2,
            "\"hello there\" is no iCalendar line; expected NAME:value"},
           {"BEGIN:VCALENDAR\nX;=1:2\nEND:VCALENDAR\n", 2, "is no iCalendar line"},
           {"BEGIN:VCALENDAR\nX:\xFF\xFE\nEND:VCALENDAR\n", 2, "is not UTF-8"},
           {"<html><body>Log in</body></html>", 1, "is no iCalendar line"},
           {"BEGIN:VCALENDAR\nX:" + std::string(70'000, 'x') + "\nEND:VCALENDAR\n", 2, "is longer than 65536 bytes"},
           {"BEGIN:VCALENDAR\nX:1\n " + std::string(40'000, 'x') + "\n " + std::string(40'000, 'x') +
                "\nEND:VCALENDAR\n",
            2, "is longer than"},
           {std::string(5'000'000, 'x'), 0, "expected at most 4194304"},
       }) {
    const auto components = read_components(c.text, "x.ics");
    ASSERT_FALSE(components) << c.text.substr(0, 60);
    EXPECT_EQ(components.error()[0].line, c.line) << c.text.substr(0, 60);
    EXPECT_THAT(components.error()[0].message, HasSubstr(c.why));
  }
}

TEST(ContentLines, DepthAndProblemsAreBounded) {
  std::string deep, rubbish = "BEGIN:VCALENDAR\n";
  for (int i = 0; i < 100'000; ++i) deep += "BEGIN:X\n", rubbish += "?\n";
  EXPECT_THAT(config::to_text(read_components(deep, "x").error()), HasSubstr("deeper than 4 levels"));
  EXPECT_LE(read_components(rubbish, "x").error().size(), 51U);
}

}  // namespace
}  // namespace redrive::central::calendar::test
