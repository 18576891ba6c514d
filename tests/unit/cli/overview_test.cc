#include "cli/watch/overview.h"

#include <gmock/gmock.h>

#include "cli/marks.h"
#include "cli/watch/grid.h"
#include "shared/text/columns.h"

namespace redrive::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

Json overview(int sites, int tickets) {
  Json o = Json::parse(
      R"({"failures": {"open": 12, "by_site": [], "by_type": [{"type": "disk_full", "open": 9, "sites": 2}]},
    "tickets": {"open": 3, "held": 1, "acked": 0, "unsent": 1, "items": []},
    "mail": {"pending": 2, "held": 0, "dead": 1, "hold": null},
    "agents": {"connected": 38, "accepted": 40, "pending": 1, "silent": ["ids-7", "ids-9"]},
    "redistributions": {"running": 1, "waiting_approval": 2}, "rollouts": {"running": 1, "waiting_approval": 0}})");
  for (int i = 0; i < sites; ++i) {
    o["failures"]["by_site"].push_back({{"site", fmt::format("S{:03}", i)},
                                        {"name", "Pune North"},
                                        {"open", 9 - i % 9},
                                        {"devices", 7},
                                        {"servers", 2},
                                        {"last_at", "2026-03-02T00:00:00Z"},
                                        {"types", {{{"type", "disk_full"}, {"open", 9}}}}});
  }
  for (int i = 0; i < tickets; ++i) {
    o["tickets"]["items"].push_back({{"id", fmt::format("RD-2026-{:06}", i)},
                                     {"opened_at", "2026-03-02T00:00:00Z"},
                                     {"state", "open"},
                                     {"failure_type", "disk_full"},
                                     {"scope", "server"},
                                     {"server", "ids-7"},
                                     {"device", nullptr},
                                     {"package", nullptr},
                                     {"location", "S001"},
                                     {"centre", "mc-a"}});
  }
  return o;
}

Watched watched(int sites, int tickets) {
  Watched w;
  w.central = "http://127.0.0.1:8461";
  w.every = std::chrono::seconds(2);
  w.now = *base::parse_rfc3339("2026-03-02T03:05:00Z");
  w.seen_at = w.now;
  w.seen.status = {{"name", "lab"}, {"ready", true}, {"mailbox", nullptr}};
  w.seen.overview = overview(sites, tickets);
  w.seen.mail_of["RD-2026-000000"] = "sent";
  w.seen.mail_of["RD-2026-000001"] = "dead";
  w.seen.rollouts = Json::parse(R"([{"id": "RO-1", "state": "running", "what": "all that failed", "devices": 40,
    "succeeded": 10, "failed": 2, "ends_about": null}])");
  w.seen.redistributions =
      Json::parse(R"([{"server": "ids-7", "job": "J-1", "devices": 4, "succeeded": 1, "failed": 0}])");
  return w;
}

std::string plain(const std::vector<std::string>& lines) {
  std::string out;
  for (const auto& line : lines) out += paint(line, Surface::kFile) + "\n";
  return out;
}

TEST(OverviewLines, ShowWhatIsWrongWhoKnowsAndWhatIsUnderWay) {
  const std::string text = plain(overview_lines(watched(2, 2), {100, 50}));
  for (const char* part : {"redrive  lab  http://127.0.0.1:8461",
                           "every 2s, q ends",
                           "failures 12 open",
                           "3 open, 1 held",
                           "1 without mail",
                           "2 pending, 0 held, 1 dead",
                           "38 of 40 connected, 1 to accept",
                           "SILENT ids-7, ids-9",
                           "S000 Pune North",
                           "3h 05m",
                           "9 disk_full",
                           "BY TYPE",
                           "RD-2026-000000",
                           "sent",
                           "RD-2026-000001",
                           "dead",
                           "ids-7",
                           "mc-a",
                           "RO-1 running [#########.....................] 12 of 40  2 failed",
                           "ids-7 J-1 [#######",
                           "1 of 4",
                           "2 wait for approval"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(OverviewLines, NeverLeaveTheScreen) {
  for (const std::size_t width : {20U, 40U, 79U, 80U, 110U, 200U}) {
    for (const std::size_t height : {1U, 5U, 10U, 24U, 60U}) {
      const auto lines = overview_lines(watched(40, 50), {width, height});
      EXPECT_LE(lines.size(), height);
      for (const auto& line : lines) EXPECT_LE(marked_columns(line), width) << width << "x" << height << " " << line;
    }
  }
}

TEST(OverviewLines, SayHowMuchHasNoRoom) {
  const std::string text = plain(overview_lines(watched(40, 50), {100, 30}));
  EXPECT_THAT(text, testing::ContainsRegex("… and [0-9]+ more"));
  EXPECT_THAT(text, HasSubstr("OPEN TICKETS"));
  EXPECT_THAT(text, HasSubstr("UNDER WAY"));
}

TEST(OverviewLines, StandSideBySideWhereThereIsRoom) {
  EXPECT_THAT(plain(overview_lines(watched(2, 2), {160, 40})), testing::ContainsRegex("WRONG NOW, BY SITE +BY TYPE"));
}

TEST(OverviewLines, SayPlainlyThatCentralIsAwayAndKeepWhatWasSeen) {
  Watched w = watched(2, 2);
  w.trouble = "central is not reachable at http://127.0.0.1:8461: Connection refused";
  const std::string text = plain(overview_lines(w, {100, 40}));
  EXPECT_THAT(text, HasSubstr("NO ANSWER: central is not reachable"));
  EXPECT_THAT(text, HasSubstr("below: as it was at"));
  EXPECT_THAT(text, HasSubstr("RD-2026-000000"));
  w.seen = {};
  const std::string nothing = plain(overview_lines(w, {100, 40}));
  EXPECT_THAT(nothing, HasSubstr("nothing was seen yet"));
  EXPECT_THAT(nothing, Not(HasSubstr("TICKETS")));
}

TEST(OverviewLines, SayWhenNothingIsWrong) {
  Watched w = watched(0, 0);
  w.seen.overview["failures"]["by_type"] = Json::array();
  w.seen.overview["redistributions"]["waiting_approval"] = 0;
  w.seen.rollouts = w.seen.redistributions = Json::array();
  EXPECT_THAT(plain(overview_lines(w, {100, 40})), HasSubstr("nothing is wrong"));
}

TEST(OverviewLines, TellWhatStopsTheMail) {
  Watched w = watched(0, 0);
  w.seen.overview["mail"]["hold"] = {{"by", "ann"}, {"since", "2026-03-02T00:00:00Z"}, {"why", "relay moves"}};
  w.seen.status["mailbox"] = {{"trouble", "login refused"}};
  const std::string text = plain(overview_lines(w, {100, 40}));
  EXPECT_THAT(text, HasSubstr("ALL MAIL IS HELD by ann: relay moves"));
  EXPECT_THAT(text, HasSubstr("MAILBOX login refused"));
}

TEST(Allot, GivesEachItsLeastThenInTurn) {
  EXPECT_THAT(allot({10, 10, 2}, 14, 3), ElementsAre(6, 6, 2));
  EXPECT_THAT(allot({10, 10}, 4, 3), ElementsAre(4, 0));
  EXPECT_THAT(allot({1, 2}, 50, 3), ElementsAre(1, 2));
  EXPECT_THAT(allot({5}, 0, 3), ElementsAre(0));
}

TEST(MailWord, IsTheWorstThereIs) {
  EXPECT_EQ(mail_word(Json::array()), "none yet");
  EXPECT_EQ(mail_word(Json::parse(R"([{"state": "sent"}, {"state": "dead"}, {"state": "pending"}])")), "dead");
  EXPECT_EQ(mail_word(Json::parse(R"([{"state": "sent"}, {"state": "pending"}])")), "pending");
  EXPECT_EQ(mail_word(Json::parse(R"([{"state": "sent"}])")), "sent");
}

TEST(Age, IsShort) {
  const auto now = *base::parse_rfc3339("2026-03-02T03:05:00Z");
  EXPECT_EQ(age("2026-03-02T03:04:15Z", now), "45s");
  EXPECT_EQ(age("2026-03-02T02:53:00Z", now), "12m");
  EXPECT_EQ(age("2026-03-02T00:00:00Z", now), "3h 05m");
  EXPECT_EQ(age("2026-02-26T01:00:00Z", now), "4d 2h");
  EXPECT_EQ(age("2026-03-02T03:06:00Z", now), "0s");
  EXPECT_EQ(age("", now), "");
}

}  // namespace
}  // namespace redrive::cli
