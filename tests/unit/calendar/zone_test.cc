// Time zones: the system's, a calendar's own, and the hours that do not exist or come twice.
#include "central/calendar/zone.h"

#include "tests/unit/calendar/calendar_texts.h"

namespace redrive::central::calendar::test {
namespace {

Local local(const std::string& text) {
  return parse_date_time(text).value().local;
}

TEST(Zone, TurnsItsClockIntoUtcAndBack) {
  struct Case {
    const char *zone, *local, *utc;
    bool back = true;  // the way back gives the same
  };
  for (const auto& c : {
           Case{"UTC", "20260308T020000", "2026-03-08T02:00:00Z"},
           {"Europe/Oslo", "20260308T020000", "2026-03-08T01:00:00Z"},
           {"Europe/Oslo", "20260708T020000", "2026-07-08T00:00:00Z"},
           {"Europe/Oslo", "20260329T015959", "2026-03-29T00:59:59Z"},
           {"Europe/Oslo", "20260329T023000", "2026-03-29T01:30:00Z", false},  // skipped: counts from before the jump
           {"Europe/Oslo", "20260329T030000", "2026-03-29T01:00:00Z"},
           {"Europe/Oslo", "20261025T023000", "2026-10-25T00:30:00Z"},  // twice: the first
           {"Europe/Oslo", "20261025T030000", "2026-10-25T02:00:00Z"},
           {"America/New_York", "20260308T023000", "2026-03-08T07:30:00Z", false},
           {"America/New_York", "20261101T013000", "2026-11-01T05:30:00Z"},
           {"Australia/Lord_Howe", "20260405T014500", "2026-04-04T14:45:00Z"},  // half an hour of daylight saving
           {"Asia/Kolkata", "20260308T020000", "2026-03-07T20:30:00Z"},
           {"Pacific/Kiritimati", "20260308T020000", "2026-03-07T12:00:00Z"},
           {"Europe/Oslo", "20990701T120000", "2099-07-01T10:00:00Z"},
           {"Europe/Oslo", "24000229T020000", "2400-02-29T01:00:00Z"},
       }) {
    const auto zone = Zone::named(c.zone);
    ASSERT_TRUE(zone) << c.zone;
    EXPECT_EQ(base::format_rfc3339(zone->to_utc(local(c.local))), c.utc) << c.zone << " " << c.local;
    EXPECT_EQ(zone->to_local(utc(c.utc)) == local(c.local), c.back) << c.zone << " " << c.local;
  }
}

TEST(Zone, WhatIsNoneIsRefused) {
  for (const char* name : {"", "Europe/Nowhere", "W. Europe Standard Time", "../etc/passwd", "/etc/passwd", "localtime",
                           "posixrules", "europe/oslo", "zone.tab"}) {
    const auto zone = Zone::named(name);
    ASSERT_FALSE(zone) << name;
    EXPECT_THAT(zone.error().message, testing::HasSubstr("expected a name like \"Europe/Oslo\"")) << name;
  }
}

constexpr std::string_view kOutlook =
    "BEGIN:VTIMEZONE\nTZID:W. Europe Standard Time\n"
    "BEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n"
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\n"
    "BEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n"
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\n"
    "END:VTIMEZONE\n";

TEST(Zone, ACalendarDefinesItsOwn) {
  const auto components = read_components(kOutlook, "x.ics");
  ASSERT_TRUE(components);
  const auto zone = Zone::defined(components->front());
  ASSERT_TRUE(zone) << zone.error().message;
  EXPECT_EQ(zone->name(), "W. Europe Standard Time");
  for (const auto& [at, expected] : {std::pair{"20260308T020000", "2026-03-08T01:00:00Z"},
                                     {"20260708T020000", "2026-07-08T00:00:00Z"},
                                     {"20260329T023000", "2026-03-29T01:30:00Z"},
                                     {"20261025T023000", "2026-10-25T00:30:00Z"},
                                     {"20700708T020000", "2070-07-08T00:00:00Z"}}) {
    EXPECT_EQ(base::format_rfc3339(zone->to_utc(local(at))), expected) << at;
  }
}

TEST(Zone, ADefinitionThatWouldNeverBeWorkedOutIsRefused) {
  const std::string good(kOutlook);
  for (const auto& [from, to, why] :
       {std::tuple{"FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10", "FREQ=SECONDLY", "expected a yearly rule"},
        {"BYDAY=-1SU;BYMONTH=10", "BYDAY=SU,MO;BYMONTH=10", "expected a yearly rule"},
        {"BYDAY=-1SU;BYMONTH=10", "BYDAY=-1SU", "no BYMONTH"},
        {"DTSTART:16010101T030000\n", "", "no DTSTART"},
        {"TZOFFSETTO:+0100\n", "", "no TZOFFSETTO"},
        {"TZID:W. Europe Standard Time\n", "", "no TZID"}}) {
    std::string text = good;
    text.replace(text.find(from), std::string(from).size(), to);
    const auto zone = Zone::defined(read_components(text, "x.ics")->front());
    ASSERT_FALSE(zone) << to;
    EXPECT_THAT(zone.error().message, testing::HasSubstr(why));
  }
}

}  // namespace
}  // namespace redrive::central::calendar::test
