// `redrive tickets show`: every reason is there, in 80 columns.
#include "cli/ticket_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <sstream>

namespace redrive::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

Json sample() {
  Json ticket = Json::parse(R"({"id": "RD-2026-000123", "state": "open", "failure_type": "disk_full", "scope": "server",
    "server": "ids-7", "device": null, "package": null, "location": "PUN024", "location_verified": false,
    "reported_location": "Bldg 24, Puna", "location_matched_by": "similar", "location_confidence": 0.93,
    "location_runner_up": "PUN025", "location_note": "the reported location is taken for PUN024 (93 %), next PUN025 (60 %), and no record confirms it",
    "centre": "mc-a", "fallbacks": ["region", "noc"], "opened_at": "2026-03-02T00:02:13Z", "alerts_total": 12,
    "reason": "3 devices of server ids-7 (dev-1, dev-2, dev-3) with disk_full within 1h, more than 2 by central.toml:41 (type 'disk_full'). To mc-a: centre of location PUN024.",
    "timeline": [{"at": "2026-03-02T00:02:13Z", "what": "scope", "by": "redrive", "text": "not wider than server ids-7: 1 servers of site PUN024 is not enough"}],
    "failures": [], "mail": [], "alert_items": []})");
  for (int i = 12; i > 0; --i) {
    ticket["alert_items"].push_back({{"id", fmt::format("a-{}", i)},
                                     {"occurred_at", "2026-03-02T00:02:12Z"},
                                     {"server", "ids-7"},
                                     {"device", "dev-1"},
                                     {"message", "No space left on device\nmore of it"}});
  }
  return ticket;
}

TEST(TicketText, SaysEveryReason) {
  const std::string text = ticket_text(sample());
  const std::string words = std::regex_replace(text, std::regex("\\s+"), " ");
  for (const char* said :
       {"location     PUN024, not verified\n", "reported as  Bldg 24, Puna\n", "matched by   similar, 93 % sure\n",
        "otherwise    PUN025\n", "centre       mc-a, then region, then noc\n", "Alerts (12, the newest 10)\n",
        "ids-7  dev-1  a-12\n    No space left on device\n",
        "all of them: redrive alerts list --ticket RD-2026-000123\n"}) {
    EXPECT_THAT(text, HasSubstr(said));
  }
  for (const char* said : {"more than 2 by central.toml:41 (type 'disk_full'). To mc-a: centre of location PUN024.",
                           "Why not wider not wider than server ids-7", "no record confirms it"}) {
    EXPECT_THAT(words, HasSubstr(said));
  }
  EXPECT_THAT(text, Not(HasSubstr("a-2\n")));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
}

TEST(TicketText, SaysWhatFailedAgain) {
  Json ticket = sample();
  ticket["again"] =
      Json::parse(R"([{"server": "ids-7", "job": "J-1", "run": 3, "failed": 1, "devices": 2, "running": true},
                                    {"server": "ids-7", "job": "J-1", "run": 2, "failed": 4, "devices": null, "running": false}])");
  ticket["failures"] = Json::parse(R"([{"device": "dev-1", "again": 3}, {"device": "dev-2", "again": null}])");
  const std::string text = ticket_text(ticket);
  EXPECT_THAT(
      std::regex_replace(text, std::regex("\\s+"), " "),
      HasSubstr(
          "What failed again 1 of 2 devices of ids-7 in run 3 of J-1 so far; 4 devices of ids-7 in run 2 of J-1"));
  EXPECT_THAT(text, HasSubstr("run 3\n"));
}

TEST(TicketText, OfAnActIsShort) {
  Json ticket = sample();
  for (const char* name : {"timeline", "alert_items", "failures", "mail", "fallbacks", "alerts_total"})
    ticket.erase(name);
  EXPECT_THAT(ticket_text(ticket), Not(HasSubstr("Alerts")));
}

}  // namespace
}  // namespace redrive::cli
