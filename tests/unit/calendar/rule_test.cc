// Recurrence rules: what is taken, what is refused with which words, when they happen.
#include "central/calendar/rule.h"

#include "central/calendar/rule_text.h"
#include "tests/unit/calendar/calendar_texts.h"

namespace redrive::central::calendar::test {
namespace {

Local local(const std::string& text) {
  return parse_date_time(text).value().local;
}

std::vector<std::string> starts(const std::string& rule, const std::string& first, const std::string& from,
                                std::size_t count, const std::string& to = "25000101T000000") {
  const auto read = Rule::read(rule, local(first), Zone::utc());
  EXPECT_TRUE(read) << rule << ": " << read.error().message;
  std::vector<std::string> texts;
  if (!read) return texts;
  for (const Local at : read->starts(local(from), local(to), count)) texts.push_back(format_local(at));
  return texts;
}

TEST(Rule, Happens) {
  struct Case {
    const char *rule, *first, *from;
    std::vector<std::string> starts;
  };
  for (const auto& c : {
           Case{"FREQ=WEEKLY;BYDAY=SU", "20260308T020000", "20260301T000000", {"20260308T020000", "20260315T020000"}},
           {"freq=weekly;byday=su;", "20260308T020000", "20260309T000000", {"20260315T020000", "20260322T020000"}},
           {"FREQ=WEEKLY;INTERVAL=2", "20260308T020000", "20260309T000000", {"20260322T020000", "20260405T020000"}},
           // far in the future, as quickly as near
           {"FREQ=WEEKLY;BYDAY=SU", "20260308T020000", "24000101T000000", {"24000102T020000", "24000109T020000"}},
           {"FREQ=DAILY", "20260308T020000", "24991231T030000", {}},  // up to, not including, the end asked for
           {"FREQ=MONTHLY;BYDAY=-1SU", "20260329T020000", "20260401T000000", {"20260426T020000", "20260531T020000"}},
           {"FREQ=MONTHLY;BYMONTHDAY=31", "20260131T020000", "20260201T000000", {"20260331T020000", "20260531T020000"}},
           {"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            "20260331T020000",
            "20260401T000000",
            {"20260430T020000", "20260529T020000"}},
           // the leap day, also over the century that has none
           {"FREQ=YEARLY", "20240229T020000", "20240301T000000", {"20280229T020000", "20320229T020000"}},
           {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
            "20240229T020000",
            "20960301T000000",
            {"21040229T020000", "21080229T020000"}},
           {"FREQ=DAILY;BYHOUR=2,14", "20260308T020000", "20260308T030000", {"20260308T140000", "20260309T020000"}},
           {"FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
            "20260511T020000",
            "20260512T000000",
            {"20270517T020000", "20280515T020000"}},
           // ends
           {"FREQ=DAILY;COUNT=3", "20260308T020000", "20260309T030000", {"20260310T020000"}},
           {"FREQ=DAILY;UNTIL=20260310T020000", "20260308T020000", "20260309T030000", {"20260310T020000"}},
           {"FREQ=DAILY;UNTIL=20260310T015959Z", "20260308T020000", "20260309T000000", {"20260309T020000"}},
           {"FREQ=DAILY;UNTIL=20260310", "20260308T020000", "20260309T030000", {"20260310T020000"}},
       }) {
    EXPECT_EQ(starts(c.rule, c.first, c.from, 2), c.starts) << c.rule << " from " << c.from;
  }
}

TEST(Rule, FromTheMiddleIsAsFromTheBeginning) {
  for (const char* rule :
       {"FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,WE", "FREQ=WEEKLY;INTERVAL=3;BYDAY=SU,TU;WKST=SU",
        "FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=-1,8", "FREQ=YEARLY;INTERVAL=3;BYMONTH=3,10;BYDAY=2SU,-1SU"}) {
    const auto all = starts(rule, "20260308T020000", "20260308T020000", 400);
    ASSERT_EQ(all.size(), 400U) << rule;
    for (const std::size_t skipped : {1U, 7U, 150U, 390U}) {
      const std::vector<std::string> expected(all.begin() + static_cast<std::ptrdiff_t>(skipped),
                                              all.begin() + static_cast<std::ptrdiff_t>(skipped) + 5);
      EXPECT_EQ(starts(rule, "20260308T020000", all[skipped], 5), expected) << rule << " from " << skipped;
    }
  }
}

TEST(Rule, ItsEndIsKnown) {
  const auto last = [](const char* rule) {
    return Rule::read(rule, local("20260308T020000"), Zone::named("Europe/Oslo").value())->last();
  };
  EXPECT_EQ(last("FREQ=WEEKLY;BYDAY=SU"), std::nullopt);
  EXPECT_EQ(last("FREQ=WEEKLY;BYDAY=SU;COUNT=5"), local("20260405T020000"));
  EXPECT_EQ(last("FREQ=WEEKLY;BYDAY=SU;UNTIL=20260404"), local("20260329T020000"));
  EXPECT_EQ(last("FREQ=WEEKLY;BYDAY=SU;UNTIL=20260405T000000Z"), local("20260405T020000")) << "02:00 in Oslo then";
  EXPECT_EQ(last("FREQ=YEARLY;UNTIL=20991231"), local("20990308T020000"));
}

TEST(Rule, WrongOnesAreRefusedInWords) {
  struct Case {
    const char *rule, *why;
  };
  for (const auto& c : {
           Case{"", "is no part of a rule"},
           {"every sunday", "expected a rule like FREQ=WEEKLY;BYDAY=SU"},
           {"BYDAY=SU", "FREQ is missing"},
           {"FREQ=HOURLY", "FREQ is \"HOURLY\"; expected DAILY, WEEKLY, MONTHLY or YEARLY"},
           {"FREQ=SECONDLY", "expected DAILY"},
           {"FREQ=WEEKLY;BYDAY=XX", "BYDAY is \"XX\"; expected days like SU, 2TU or -1SU"},
           {"FREQ=WEEKLY;BYDAY=0SU", "expected days"},
           {"FREQ=WEEKLY;;BYDAY=SU", "is no part of a rule"},
           {"FREQ=WEEKLY;BYDAY=SU;BYDAY=MO", "BYDAY is given twice"},
           {"FREQ=WEEKLY;INTERVAL=0", "INTERVAL is \"0\"; expected a whole number from 1 to 1000"},
           {"FREQ=WEEKLY;INTERVAL=2x", "INTERVAL"},
           {"FREQ=WEEKLY;COUNT=99999999999", "COUNT"},
           {"FREQ=WEEKLY;COUNT=3;UNTIL=20270101", "COUNT and UNTIL are both given"},
           {"FREQ=WEEKLY;UNTIL=20261301T000000Z", "UNTIL is \"20261301T000000Z\"; expected a date or time"},
           {"FREQ=WEEKLY;UNTIL=20250101", "UNTIL is before the start"},
           {"FREQ=YEARLY;BYMONTH=13", "BYMONTH is \"13\"; expected whole numbers from 1 to 12"},
           {"FREQ=DAILY;BYHOUR=24", "BYHOUR"},
           {"FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY"},
           {"FREQ=MONTHLY;BYMONTHDAY=-32", "or as many from the end"},
           {"FREQ=WEEKLY;RSCALE=HEBREW", "\"RSCALE\" is not known; expected one of FREQ, INTERVAL"},
           {"FREQ=WEEKLY;BYDAY=MO", "does not happen at its start, 20260308T020000, but first at 20260309T020000"},
           {"FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "does not happen at its start, 20260308T020000, nor in nine years"},
           {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "nor in nine years"},
           {"FREQ=DAILY;BYMINUTE=0,1,2,3,4,5,6,7,8,9;BYHOUR=0,1,2,3,4,5,6,7,8,9",
            "it happens 100 times a day; expected at most 96"},
       }) {
    const auto rule = Rule::read(c.rule, local("20260308T020000"), Zone::utc());
    ASSERT_FALSE(rule) << c.rule;
    EXPECT_THAT(rule.error().message, testing::HasSubstr(c.why)) << c.rule;
  }
}

}  // namespace
}  // namespace redrive::central::calendar::test
