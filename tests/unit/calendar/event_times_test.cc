// When events happen, and when they are refused.
#include "central/calendar/event_times.h"

#include "tests/unit/calendar/calendar_texts.h"

namespace redrive::central::calendar::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> when(const model::Outage& outage) {
  return {text_of({outage.start, outage.end})};
}
std::vector<std::string> within(const model::Outage& outage, const std::string& from, const std::string& to) {
  if (outage.times) return texts_of(outage.times->within(utc(from), utc(to)));
  return when(outage);
}

std::vector<std::string> april(const std::string& lines, const std::string& zone = "") {
  return within(one_outage(in_calendar(event(lines)), zone), "2026-04-01T00:00:00Z", "2026-05-01T00:00:00Z");
}

TEST(EventTimes, OfOneEvent) {
  struct Case {
    const char* lines;
    std::vector<std::string> periods;
  };
  for (const auto& c : {
           Case{"DTSTART:20260408T020000Z\nDTEND:20260408T040000Z\n", {"2026-04-08T02:00:00Z/2026-04-08T04:00:00Z"}},
           {"DTSTART;TZID=Europe/Oslo:20260408T020000\nDTEND;TZID=Europe/Oslo:20260408T040000\n",
            {"2026-04-08T00:00:00Z/2026-04-08T02:00:00Z"}},
           {"DTSTART;TZID=Europe/Oslo:20260408T020000\nDTEND:20260408T040000Z\n",
            {"2026-04-08T00:00:00Z/2026-04-08T04:00:00Z"}},
           {"DTSTART;TZID=\"Europe/Oslo\":20260408T020000\nDURATION:PT90M\n",
            {"2026-04-08T00:00:00Z/2026-04-08T01:30:00Z"}},
           {"DTSTART;TZID=/example.org/2026/Europe/Oslo:20260408T020000\nDURATION:PT90M\n",
            {"2026-04-08T00:00:00Z/2026-04-08T01:30:00Z"}},
           // a rule, without one date, with another added, one moved and one called off
           {"DTSTART:20260405T020000Z\nDURATION:PT2H\nRRULE:FREQ=WEEKLY\nEXDATE:20260412T020000Z,"
            "20260426T020000Z\nRDATE:20260428T100000Z\n",
            {"2026-04-05T02:00:00Z/2026-04-05T04:00:00Z", "2026-04-19T02:00:00Z/2026-04-19T04:00:00Z",
             "2026-04-28T10:00:00Z/2026-04-28T12:00:00Z"}},
           {"DTSTART:20260405T020000Z\nDURATION:PT2H\nRDATE;VALUE=PERIOD:20260407T100000Z/PT1H,20260408T100000Z/"
            "20260408T103000Z\n",
            {"2026-04-05T02:00:00Z/2026-04-05T04:00:00Z", "2026-04-07T10:00:00Z/2026-04-07T11:00:00Z",
             "2026-04-08T10:00:00Z/2026-04-08T10:30:00Z"}},
           // overlapping ones are one
           {"DTSTART:20260405T020000Z\nDURATION:PT25H\nRRULE:FREQ=DAILY;COUNT=3\n",
            {"2026-04-05T02:00:00Z/2026-04-08T03:00:00Z"}},
           // folded lines
           {"DTSTART:202604\n 05T020000Z\nDURA\n\tTION:PT2H\n", {"2026-04-05T02:00:00Z/2026-04-05T04:00:00Z"}},
       }) {
    EXPECT_EQ(april(c.lines), c.periods) << c.lines;
  }
}

// 02:00 to 04:00 in Oslo every Sunday: each lasts just as long as the first (RFC 5545, 3.8.5.3), so the one of the
// night when clocks go forward begins at 03:00, and that of the night when they go back ends at 03:00.
TEST(EventTimes, WhenClocksAreChanged) {
  const auto outage =
      one_outage(in_calendar(event("DTSTART;TZID=Europe/Oslo:20260308T020000\nDTEND;TZID=Europe/"
                                   "Oslo:20260308T040000\nRRULE:FREQ=WEEKLY;BYDAY=SU\n")));
  EXPECT_THAT(within(outage, "2026-03-20T00:00:00Z", "2026-04-10T00:00:00Z"),
              ElementsAre("2026-03-22T01:00:00Z/2026-03-22T03:00:00Z", "2026-03-29T01:00:00Z/2026-03-29T03:00:00Z",
                          "2026-04-05T00:00:00Z/2026-04-05T02:00:00Z"));
  EXPECT_THAT(within(outage, "2026-10-18T00:00:00Z", "2026-11-02T00:00:00Z"),
              ElementsAre("2026-10-18T00:00:00Z/2026-10-18T02:00:00Z", "2026-10-25T00:00:00Z/2026-10-25T02:00:00Z",
                          "2026-11-01T01:00:00Z/2026-11-01T03:00:00Z"));
  EXPECT_THAT(within(outage, "2450-07-01T00:00:00Z", "2450-07-05T00:00:00Z"),
              ElementsAre("2450-07-03T00:00:00Z/2450-07-03T02:00:00Z"))
      << "an infinite rule, centuries on";
  EXPECT_EQ(outage.end, model::kEndless);
  EXPECT_EQ(outage.start, utc("2026-03-08T01:00:00Z"));
}

TEST(EventTimes, DaysAreThoseOfTheZone) {
  const std::string day = "DTSTART;VALUE=DATE:20260329\nDTEND;VALUE=DATE:20260330\n";
  EXPECT_THAT(when(one_outage(in_calendar(event(day)), "Europe/Oslo")),
              ElementsAre("2026-03-28T23:00:00Z/2026-03-29T22:00:00Z"))
      << "23 hours";
  EXPECT_THAT(when(one_outage(in_calendar("X-WR-TIMEZONE:Asia/Kolkata\n" + event(day)), "Europe/Oslo")),
              ElementsAre("2026-03-28T18:30:00Z/2026-03-29T18:30:00Z"))
      << "the calendar's own zone goes before";
  const auto daily = one_outage(
      in_calendar(event("DTSTART;TZID=Europe/Oslo:20260328T000000\nDURATION:P1D\nRRULE:FREQ=WEEKLY;BYDAY=SA,SU\n")));
  EXPECT_THAT(within(daily, "2026-03-28T12:00:00Z", "2026-03-30T00:00:00Z"),
              ElementsAre("2026-03-27T23:00:00Z/2026-03-29T22:00:00Z"))
      << "47 hours";
}

TEST(EventTimes, OneInstanceIsMovedAndOneCalledOff) {
  const std::string master =
      event("DTSTART;TZID=Europe/Oslo:20260405T020000\nDURATION:PT2H\nRRULE:FREQ=WEEKLY;COUNT=4\n");
  const std::string moved = event(
      "RECURRENCE-ID;TZID=Europe/Oslo:20260412T020000\nDTSTART;TZID=Europe/Oslo:20260413T030000\nDURATION:PT1H\n");
  const std::string off = event("RECURRENCE-ID:20260419T000000Z\nDTSTART:20260419T000000Z\nSTATUS:CANCELLED\n");
  for (const auto& text : {in_calendar(master + moved + off), in_calendar(off + moved + master)}) {
    const auto outage = one_outage(text);
    EXPECT_THAT(within(outage, "2026-04-01T00:00:00Z", "2026-06-01T00:00:00Z"),
                ElementsAre("2026-04-05T00:00:00Z/2026-04-05T02:00:00Z", "2026-04-13T01:00:00Z/2026-04-13T02:00:00Z",
                            "2026-04-26T00:00:00Z/2026-04-26T02:00:00Z"));
    EXPECT_EQ(outage.end, utc("2026-04-26T02:00:00Z"));
  }
  EXPECT_THAT(within(one_outage(in_calendar(moved)), "2026-04-01T00:00:00Z", "2026-06-01T00:00:00Z"),
              ElementsAre("2026-04-13T01:00:00Z/2026-04-13T02:00:00Z"))
      << "an instance may come alone";
}

// RFC 5545, 3.8.5.1: exceptions hold for the whole set, the dates of RDATE and DTSTART among it.
TEST(EventTimes, DatesThatWereAddedCanBeLeftOutAndMoved) {
  const std::string added = "DTSTART:20260405T020000Z\nDURATION:PT2H\nRDATE:20260407T020000Z,20260409T020000Z\n";
  const std::string all[] = {"2026-04-05T02:00:00Z/2026-04-05T04:00:00Z", "2026-04-07T02:00:00Z/2026-04-07T04:00:00Z",
                             "2026-04-09T02:00:00Z/2026-04-09T04:00:00Z"};
  EXPECT_THAT(april(added), ElementsAre(all[0], all[1], all[2]));
  EXPECT_THAT(april(added + "EXDATE:20260407T020000Z\n"), ElementsAre(all[0], all[2]));
  EXPECT_THAT(april("EXDATE:20260407T020000Z\n" + added), ElementsAre(all[0], all[2])) << "whichever comes first";
  EXPECT_THAT(april(added + "EXDATE:20260405T020000Z\n"), ElementsAre(all[1], all[2]));
  const std::string moved = "RECURRENCE-ID:20260407T020000Z\nDTSTART:20260408T100000Z\nDURATION:PT1H\n";
  EXPECT_THAT(
      within(one_outage(in_calendar(event(added) + event(moved))), "2026-04-01T00:00:00Z", "2026-05-01T00:00:00Z"),
      ElementsAre(all[0], "2026-04-08T10:00:00Z/2026-04-08T11:00:00Z", all[2]));
  const std::string onto = "RECURRENCE-ID:20260407T020000Z\nDTSTART:20260409T020000Z\nDURATION:PT1H\n";
  EXPECT_THAT(within(one_outage(in_calendar(event(added + "EXDATE:20260409T020000Z\n") + event(onto))),
                     "2026-04-01T00:00:00Z", "2026-05-01T00:00:00Z"),
              ElementsAre(all[0], "2026-04-09T02:00:00Z/2026-04-09T03:00:00Z"))
      << "what was moved there stays";
}

TEST(EventTimes, AreMadeAgainFromTheirText) {
  const std::string zone =
      "BEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0130\nTZOFFSETTO:+0130\nEND:"
      "STANDARD\nEND:VTIMEZONE\n";
  const std::string moved =
      event("RECURRENCE-ID;TZID=Ours:20260412T020000\nDTSTART;TZID=Ours:20260413T030000\nDURATION:PT1H\n");
  for (const auto& text : {in_calendar(zone +
                                       event("DTSTART;TZID=Ours:20260405T020000\nDURATION:PT2H\nRRULE:FREQ="
                                             "WEEKLY\nEXDATE;TZID=Ours:20260419T020000\n") +
                                       moved),
                           in_calendar("X-WR-TIMEZONE:Ours\n" + zone +
                                       event("DTSTART:20260405T020000\nDURATION:PT2H\nRRULE:FREQ=WEEKLY\n")),
                           in_calendar("X-WR-TIMEZONE:Europe\\nOslo\n" +
                                       event("DTSTART:20260405T020000Z\nDURATION:PT2H\nRRULE:FREQ=WEEKLY\n")),
                           in_calendar("X-WR-TIMEZONE:Europe/Oslo\n" +
                                       event("DTSTART;VALUE=DATE:20260405\nDTEND;VALUE=DATE:20260406\nRRULE:FREQ="
                                             "MONTHLY\nRDATE;VALUE=DATE:20260410\n"))}) {
    const auto outage = one_outage(text);
    const auto again = times_from(outage.times.text());
    ASSERT_TRUE(again) << again.error().message << "\n" << outage.times.text();
    EXPECT_EQ(*again, outage.times);
    EXPECT_EQ(again->operator->()->within(utc("2026-04-01T00:00:00Z"), utc("2026-12-01T00:00:00Z")),
              outage.times->within(utc("2026-04-01T00:00:00Z"), utc("2026-12-01T00:00:00Z")));
  }
  EXPECT_FALSE(times_from("nonsense"));
  EXPECT_FALSE(times_from("BEGIN:VCALENDAR\nEND:VCALENDAR\n"));
}

TEST(EventTimes, OfTheConfigurationAreAsThoseOfCalendars) {
  const auto times = repeated(utc("2026-03-08T02:00:00+01:00"), utc("2026-03-08T04:00:00+01:00"),
                              "FREQ=WEEKLY;BYDAY=SU", "Europe/Oslo");
  ASSERT_TRUE(times) << times.error().message;
  EXPECT_THAT(texts_of(times->times->within(utc("2026-04-04T00:00:00Z"), utc("2026-04-06T00:00:00Z"))),
              ElementsAre("2026-04-05T00:00:00Z/2026-04-05T02:00:00Z"));
  EXPECT_EQ(times->end, model::kEndless);
  for (const auto& [rule, zone, why] : {std::tuple{"FREQ=WEEKLY;BYDAY=MO", "Europe/Oslo", "first at 20260309T020000"},
                                        {"FREQ=WEEKLY", "Oslo", "\"Oslo\" is no time zone"},
                                        {"FREQ=WEEKLY\nRRULE:FREQ=DAILY", "UTC", "more than one line"}}) {
    const auto refused = repeated(utc("2026-03-08T01:00:00Z"), utc("2026-03-08T03:00:00Z"), rule, zone);
    ASSERT_FALSE(refused) << rule;
    EXPECT_THAT(refused.error().message, HasSubstr(why));
  }
  EXPECT_FALSE(repeated(utc("2026-03-08T01:00:00Z"), utc("2026-05-08T03:00:00Z"), "FREQ=YEARLY", "UTC"))
      << "longer than 32 days";
}

TEST(EventTimes, WrongOnesAreToldByLine) {
  struct Case {
    const char* lines;  // from line 7 of the file on
    unsigned line;
    const char* why;
  };
  for (const auto& c : {
           Case{"DTSTART:20260408T020000Z\n", 3, "UID \"u1\": it has no end; an outage needs DTEND or DURATION"},
           {"DTSTART;VALUE=DATE:20260408\n", 3, "it has no end"},
           {"DTEND:20260408T020000Z\n", 3, "DTSTART is missing; an outage needs a start"},
           {"DTSTART:20260408T020000Z\nDTEND:20260408T020000Z\n", 8, "the outage ends before it starts"},
           {"DTSTART:20260408T020000Z\nDURATION:-PT1H\n", 8, "expected a span like PT2H or P1D"},
           {"DTSTART:20260408T020000Z\nDURATION:PT0S\n", 8, "expected a span"},
           {"DTSTART:20260408T020000Z\nDTEND:20260409T020000Z\nDURATION:PT1H\n", 9, "DTEND is given too"},
           {"DTSTART:20260408T020000Z\nDTEND;VALUE=DATE:20260409\n", 8, "expected a date where DTSTART is one"},
           {"DTSTART:20260230T020000Z\nDURATION:PT1H\n", 7, "expected a date or time like"},
           {"DTSTART:2026-04-08\nDURATION:PT1H\n", 7, "expected a date or time like"},
           {"DTSTART:20260408T020000\nDURATION:PT1H\n", 7,
            "it has no time zone; expected a time in UTC, a TZID, X-WR-TIMEZONE"},
           {"DTSTART;TZID=Europe/Nowhere:20260408T020000\nDURATION:PT1H\n", 7,
            "the zone \"Europe/Nowhere\" is neither one this system knows nor defined"},
           {"DTSTART:20260408T020000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;BYDAY=XX\n", 9,
            "RRULE is \"FREQ=WEEKLY;BYDAY=XX\"; BYDAY is \"XX\""},
           {"DTSTART:20260408T020000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY\nRRULE:FREQ=DAILY\n", 9, "not the only RRULE"},
           {"DTSTART:20260408T020000Z\nDURATION:P40D\nRRULE:FREQ=YEARLY\n", 9, "lasts longer than 32 days"},
           {"DTSTART:20260408T020000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY\nEXDATE;VALUE=DATE:20260415\n", 10,
            "EXDATE is \"20260415\""},
           {"DTSTART:20260408T020000Z\nDURATION:PT1H\nRDATE:soon\n", 9, "RDATE is \"soon\""},
           {"DTSTART:20260408T020000Z\nDURATION:PT1H\nRDATE;VALUE=PERIOD:20260409T020000Z/P50D\n", 9,
            "lasts longer than 32 days"},
           {"DTSTART:20260408T020000Z\nDURATION:PT1H\nEXRULE:FREQ=WEEKLY\n", 9, "expected EXDATE"},
           {"DTSTART:20260408T020000Z\nDURATION:PT1H\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260408T020000Z\n", 9,
            "RANGE is not understood"},
       }) {
    const auto events =
        read(in_calendar(event(c.lines)), std::string(c.why).starts_with("it has no time zone") ? "" : "UTC");
    ASSERT_FALSE(events) << c.lines;
    ASSERT_EQ(events.error().size(), 1U) << config::to_text(events.error());
    EXPECT_EQ(events.error()[0].line, c.line) << c.lines;
    EXPECT_EQ(events.error()[0].file, "/etc/redrive/outages.d/x.ics");
    EXPECT_THAT(events.error()[0].message, HasSubstr(c.why));
  }
}

TEST(EventTimes, DatesWithoutNumberAreRefused) {
  std::string lines = "DTSTART:20260408T020000Z\nDURATION:PT1H\n";
  for (int i = 0; i < 40; ++i) {
    lines += "RDATE:";
    for (int j = 0; j < 40; ++j)
      lines += fmt::format("{}20260{}{:02}T{:02}0000Z", j == 0 ? "" : ",", 4 + i % 5, 1 + j % 28, i % 24);
    lines += "\n";
  }
  const auto events = read(in_calendar(event(lines)));
  ASSERT_FALSE(events);
  EXPECT_THAT(events.error()[0].message, HasSubstr("more than 1000 dates"));
}

TEST(Spans, AreReadStrictly) {
  using namespace std::chrono;
  EXPECT_EQ(parse_span("PT2H30M5S"), (Span{{}, 2h + 30min + 5s}));
  EXPECT_EQ(parse_span("P1DT12H"), (Span{days{1}, 12h}));
  EXPECT_EQ(parse_span("P2W"), (Span{days{14}, {}}));
  EXPECT_EQ(parse_span("+PT1H"), (Span{{}, 1h}));
  for (const char* bad : {"", "P", "PT", "2H", "P2H", "PT2", "PT1M2H", "P1W2D", "-PT1H", "P1DT", "PTT1H",
                          "P99999999999D", "P9999D", "PT-1H"}) {
    EXPECT_EQ(parse_span(bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace redrive::central::calendar::test
