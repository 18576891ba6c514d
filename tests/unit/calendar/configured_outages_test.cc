// [[outage]] that recurs, and the files of [outages] calendars.
#include "central/settings/load_options.h"

#include "tests/unit/calendar/calendar_texts.h"
#include "tests/unit/config/config_files.h"

namespace redrive::central::calendar::test {
namespace {

using testing::HasSubstr;

const std::string kCentre = "[[centre]]\nid = \"noc\"\nemail = [\"noc@example.com\"]\n";
const std::string kCalendars = "[outages]\ncalendars = [\"outages.d/*.ics\"]\nzone = \"Europe/Oslo\"\n";
const std::string kTimes = "DTSTART:20260408T020000\nDURATION:PT2H\n";

struct World {
  config::Parsed<config::CentralOptions> load(const std::string& text) {
    return load_options(files.write("central.toml", text + kCentre), utc("2026-03-02T00:00:00Z"));
  }
  std::string refused(const std::string& text) {
    const auto options = load(text);
    return options ? "nothing" : config::to_text(options.error());
  }
  config::ConfigFiles files;
};

TEST(ConfiguredOutages, Recur) {
  World world;
  const std::string text =
      "[[outage]]\nsite = \"A\"\nstart = 2026-03-08T02:00:00+01:00\nend = 2026-03-08T04:00:00+01:00\nreason = "
      "\"r\"\nrepeat = \"FREQ=WEEKLY;BYDAY=SU\"\n";
  const auto options = world.load(text + "zone = \"Europe/Oslo\"\n");
  ASSERT_TRUE(options) << config::to_text(options.error());
  const auto& outage = options->outages.at(0);
  EXPECT_EQ(outage.end, model::kEndless);
  EXPECT_EQ(outage.place, "central.toml:1");
  EXPECT_EQ(texts_of(outage.times->within(utc("2026-07-01T00:00:00Z"), utc("2026-07-07T00:00:00Z"))),
            std::vector<std::string>{"2026-07-05T00:00:00Z/2026-07-05T02:00:00Z"});
  const auto by_default = world.load(text + "[outages]\nzone = \"Europe/Oslo\"\n");
  ASSERT_TRUE(by_default) << config::to_text(by_default.error());
  EXPECT_EQ(by_default->outages.at(0), outage);
  EXPECT_THAT(world.refused(text), HasSubstr("central.toml:6: [[outage]] repeat is given without zone"));
  EXPECT_THAT(world.refused(text + "zone = \"Oslo\"\n"),
              HasSubstr("central.toml:7: [[outage]] zone: \"Oslo\" is no time zone this system knows"));
  EXPECT_THAT(
      world.refused("[[outage]]\nsite = \"A\"\nstart = 2026-03-09T02:00:00+01:00\nend = "
                    "2026-03-09T04:00:00+01:00\nreason = \"r\"\nrepeat = \"FREQ=WEEKLY;BYDAY=SU\"\nzone = \"UTC\"\n"),
      HasSubstr(
          "central.toml:6: [[outage]] repeat: RRULE is \"FREQ=WEEKLY;BYDAY=SU\"; it does not happen at its start"));
}

TEST(ConfiguredOutages, ComeFromCalendarsByName) {
  World world;
  world.files.write("outages.d/b.ics", in_calendar(event(kTimes, "b")));
  world.files.write("outages.d/a.ics", in_calendar(event(kTimes, "a")));
  world.files.write("outages.d/.hidden.ics", "rubbish");
  world.files.write("outages.d/notes.txt", "rubbish");
  const auto options = world.load(kCalendars);
  ASSERT_TRUE(options) << config::to_text(options.error());
  ASSERT_EQ(options->outages.size(), 2U);
  EXPECT_EQ(options->outages[0].uid, "a");
  EXPECT_EQ(options->outages[0].place, "a.ics:3");
  EXPECT_EQ(options->outages[0].start, utc("2026-04-08T00:00:00Z")) << "the zone of the configuration";
}

TEST(ConfiguredOutages, EveryBrokenCalendarIsToldWithTheRest) {
  World world;
  const auto a = world.files.write("outages.d/a.ics", in_calendar(event("DTSTART:20260408T020000Z\n", "a")));
  const auto b = world.files.write("outages.d/b.ics", "rubbish");
  const auto c = world.files.write("outages.d/c.ics", in_calendar(event(kTimes, "c")));
  const auto d = world.files.write("outages.d/d.ics", in_calendar(event(kTimes, "c")));
  const auto e = world.files.write("outages.d/e.ics", std::string(5'000'000, 'x'));
  const auto told = world.refused(kCalendars + "[thresholds]\nlimit = -1\n");
  for (const std::string& problem :
       {std::string("limit is -1"), a.string() + ":3: UID \"a\": it has no end",
        b.string() + ":1: \"rubbish\" is no iCalendar line", d.string() + ": UID \"c\" is in " + c.string() + " too",
        e.string() + ": it is 5000000 bytes long"}) {
    EXPECT_THAT(told, HasSubstr(problem));
  }
}

TEST(ConfiguredOutages, PlacesThatAreNotThereAreErrors) {
  World world;
  EXPECT_THAT(world.refused(kCalendars), HasSubstr("central.toml:2: [outages] calendars: cannot list"));
  EXPECT_THAT(world.refused("[outages]\ncalendars = [\"one.ics\"]\n"), HasSubstr("one.ics: there is no file"));
  EXPECT_THAT(world.refused("[outages]\nzone = \"Oslo\"\n"),
              HasSubstr("central.toml:2: [outages] zone \"Oslo\" is no time zone"));
  std::filesystem::create_directories(world.files.folder / "outages.d");
  EXPECT_TRUE(world.load(kCalendars)) << "a folder may be empty";
}

TEST(ConfiguredOutages, OfTheSampleAreRight) {
  const auto options = load_options(config::source_path("etc/central.toml"), utc("2026-03-02T00:00:00Z"));
  ASSERT_TRUE(options) << config::to_text(options.error());
  ASSERT_EQ(options->outages.size(), 2U);
  EXPECT_TRUE(options->outages[1].times) << "the second recurs";
}

}  // namespace
}  // namespace redrive::central::calendar::test
