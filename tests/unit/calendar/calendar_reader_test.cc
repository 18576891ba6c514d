// A calendar's events as outages.
#include "central/calendar/calendar_reader.h"

#include <fstream>
#include <sstream>

#include "tests/unit/calendar/calendar_texts.h"

namespace redrive::central::calendar::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kTimes = "DTSTART:20260408T020000Z\nDURATION:PT2H\n";

TEST(CalendarReader, AnEventIsAnOutageForEachThingItNames) {
  const auto events = read(
      in_calendar("BEGIN:VEVENT\nUID:u1\nSUMMARY: New \\nswitch \nX-REDRIVE-SITE:A,B\n" + kTimes + "END:VEVENT\n"));
  ASSERT_TRUE(events) << config::to_text(events.error());
  ASSERT_EQ(events->outages.size(), 2U);
  const auto &a = events->outages[0], &b = events->outages[1];
  EXPECT_EQ(a.site + b.site, "AB");
  EXPECT_TRUE(a.id.starts_with("config:")) << a.id;
  EXPECT_NE(a.id, b.id);
  EXPECT_EQ(a.reason, "New  switch");
  EXPECT_EQ(a.uid, "u1");
  EXPECT_EQ(a.place, "x.ics:3");
  EXPECT_EQ(a.created_by, "configuration");
  EXPECT_EQ(read(in_calendar("BEGIN:VEVENT\nUID:u1\nSUMMARY:moved\nX-REDRIVE-SITE:B\nDTSTART:"
                             "20260508T020000Z\nDURATION:PT2H\nEND:VEVENT\n"))
                ->outages.at(0)
                .id,
            b.id)
      << "the same event and thing keeps its id";
}

TEST(CalendarReader, WhatIsCancelledOrOverIsNone) {
  for (const std::string& text :
       {in_calendar(event(kTimes + "STATUS:CANCELLED\n")), in_calendar("METHOD:CANCEL\n" + event(kTimes)),
        in_calendar(event(kTimes + "STATUS:cancelled \n")), in_calendar("METHOD: Cancel\n" + event(kTimes)),
        in_calendar(event("DTSTART:20260201T020000Z\nDURATION:PT2H\n")),
        in_calendar(event("DTSTART:20250201T020000Z\nDURATION:PT2H\nRRULE:FREQ=WEEKLY;UNTIL=20260220T020000Z\n")),
        in_calendar("BEGIN:VEVENT\nUID:u1\nSUMMARY:long "
                    "ago\nX-REDRIVE-SITE:NONE\nDTSTART:20250201T020000Z\nDURATION:PT2H\nEND:VEVENT\n")}) {
    const auto events = read(text);
    ASSERT_TRUE(events) << config::to_text(events.error());
    EXPECT_THAT(events->outages, IsEmpty()) << text;
    EXPECT_THAT(events->uids, ElementsAre("u1"));
  }
  EXPECT_EQ(read(in_calendar(event("DTSTART:20260225T020000Z\nDURATION:PT2H\n")))->outages.size(), 1U)
      << "alerts may come a week late";
}

TEST(CalendarReader, EverythingWrongIsToldInOrder) {
  const std::string text = in_calendar(
      "BEGIN:VEVENT\nSUMMARY:no uid\n" + kTimes + "END:VEVENT\n" + "BEGIN:VEVENT\nUID:u2\nX-REDRIVE-SITE:A\n" + kTimes +
      "END:VEVENT\n" + event(kTimes, "u3") + event(kTimes, "u3") + "BEGIN:VEVENT\nUID:u4\nSUMMARY:nothing\n" + kTimes +
      "END:VEVENT\n" + event("DTSTART:20260408T020000Z\n", "u5"));
  const auto events = read(text);
  ASSERT_FALSE(events);
  std::vector<std::string> told;
  for (const auto& problem : events.error()) told.push_back(fmt::format("{}: {}", problem.line, problem.message));
  ASSERT_EQ(told.size(), 5U) << config::to_text(events.error());
  EXPECT_THAT(told[0], HasSubstr("3: an event has no UID"));
  EXPECT_THAT(told[1], HasSubstr("8: UID \"u2\": SUMMARY is missing; an outage needs a reason"));
  EXPECT_THAT(told[2], HasSubstr("22: UID \"u3\" is repeated; it is in line 15 already"));
  EXPECT_THAT(told[3], HasSubstr("28: UID \"u4\": it does not say what it covers"));
  EXPECT_THAT(told[4], HasSubstr("34: UID \"u5\": it has no end"));
}

TEST(CalendarReader, AUidIsInOneCalendarOfAFileOnly) {
  const std::string one = in_calendar(event(kTimes)), two = in_calendar(event(kTimes, "u2"));
  const std::string instance = in_calendar(event("RECURRENCE-ID:20260408T020000Z\n" + kTimes));
  EXPECT_EQ(read(one + two)->outages.size(), 2U);
  for (const auto& text : {one + one, one + instance, instance + one, instance + instance}) {
    const auto events = read(text);
    ASSERT_FALSE(events) << text;
    ASSERT_EQ(events.error().size(), 1U) << config::to_text(events.error());
    EXPECT_GT(events.error()[0].line, 9U) << text;
    EXPECT_THAT(events.error()[0].message, HasSubstr("UID \"u1\" is repeated"));
  }
}

TEST(CalendarReader, AMovedInstanceCoversWhatItsEventCovers) {
  const std::string master = event(kTimes + "RRULE:FREQ=WEEKLY\n");
  const auto moved = [](const std::string& lines) {
    return "BEGIN:VEVENT\nUID:u1\nRECURRENCE-ID:20260415T020000Z\nDTSTART:20260416T020000Z\nDURATION:PT2H\n" + lines +
           "END:VEVENT\n";
  };
  for (const char* same :
       {"", "X-REDRIVE-SITE:A\n", "DESCRIPTION:redrive: site=A\n", "X-REDRIVE-SITE:B\nSTATUS:CANCELLED\n"})
    EXPECT_TRUE(read(in_calendar(master + moved(same)))) << same;
  const auto other = read(in_calendar(master + moved("X-REDRIVE-SITE:B\n")));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error()[0].line, 11U);
  EXPECT_THAT(other.error()[0].message, HasSubstr("UID \"u1\": this instance covers something else than its event"));
}

TEST(CalendarReader, OtherComponentsAreLeftAlone) {
  const auto events =
      read(in_calendar("BEGIN:VTODO\nUID:t\nEND:VTODO\nBEGIN:VFREEBUSY\nEND:VFREEBUSY\n" +
                       event(kTimes + "BEGIN:VALARM\nTRIGGER:-PT15M\nDESCRIPTION:redrive: nonsense\nEND:VALARM\n")));
  ASSERT_TRUE(events) << config::to_text(events.error());
  EXPECT_EQ(events->outages.size(), 1U);
  EXPECT_FALSE(read("BEGIN:VEVENT\nUID:u\nEND:VEVENT\n")) << "no calendar around it";
}

TEST(CalendarReader, EventsAreBounded) {
  std::string many;
  for (int i = 0; i < 2001; ++i) many += event(kTimes, std::to_string(i));
  const auto events = read(in_calendar(many));
  ASSERT_FALSE(events);
  EXPECT_THAT(events.error()[0].message, HasSubstr("more than 2000 events"));
}

TEST(CalendarReader, TheSampleIsRight) {
  std::ifstream in(std::string(std::getenv("REDRIVE_SOURCE_DIR")) + "/etc/outages.d/example.ics");
  std::ostringstream text;
  text << in.rdbuf();
  const auto events = read(text.str());
  ASSERT_TRUE(events) << config::to_text(events.error());
  ASSERT_EQ(events->outages.size(), 2U);
  const auto& weekly = events->outages[events->outages[0].repeat.empty() ? 1 : 0];
  EXPECT_EQ(weekly.site, "HAM*");
  EXPECT_EQ(texts_of(weekly.times->within(utc("2026-04-01T00:00:00Z"), utc("2026-04-14T00:00:00Z"))),
            std::vector<std::string>{"2026-04-12T00:00:00Z/2026-04-12T02:00:00Z"});
  EXPECT_EQ(texts_of(weekly.times->within(utc("2026-05-09T00:00:00Z"), utc("2026-05-12T00:00:00Z"))),
            std::vector<std::string>{"2026-05-11T00:00:00Z/2026-05-11T03:00:00Z"});
}

}  // namespace
}  // namespace redrive::central::calendar::test
