// The outage list: added, imported, previewed, listed, removed.
#include "http_world.h"

namespace redrive::central {
namespace {

using Outages = HttpTest;

TEST_F(Outages, OutagesAreAddedPreviewedListedAndRemoved) {
  const Json outage = {{"server", "ids-*"}, {"duration", "2h"}, {"reason", "works"}};
  const auto preview = world.post("/api/v1/outages?preview=true", outage);
  EXPECT_EQ(preview.status, 200);
  EXPECT_TRUE(preview.json["id"].is_null());
  EXPECT_EQ(preview.json["covers"], Json::parse(R"({"servers": 1, "devices": 2})"));
  EXPECT_TRUE(world.get("/api/v1/outages?active=true").json["items"].empty());
  const auto added = world.post("/api/v1/outages", outage);
  EXPECT_EQ(added.status, 201);
  EXPECT_EQ(added.json["end"], base::format_rfc3339(world.clock.utc() + std::chrono::hours(2)));
  const auto active = world.get("/api/v1/outages?active=true").json["items"];
  ASSERT_EQ(active.size(), 1U);
  EXPECT_EQ(active[0]["created_by"], "admin");
  EXPECT_EQ(world.get("/api/v1/outages").json["items"].size(), 2U);  // and the configuration's
  const std::string path = "/api/v1/outages/" + added.json["id"].get<std::string>();
  EXPECT_EQ(world.call({"DELETE", path}).status, 204);
  EXPECT_EQ(world.call({"DELETE", path}).status, 404);
  EXPECT_EQ(world.call({"DELETE", "/api/v1/outages/config:1"}).status, 409);
}

TEST_F(Outages, AnOutageNeedsOneSelectorAnEndAndAReason) {
  for (const char* body :
       {R"({"server": "a", "device": "b", "duration": "1h", "reason": "r"})", R"({"duration": "1h", "reason": "r"})",
        R"({"server": "a", "reason": "r"})", R"({"server": "a", "duration": "1h"})",
        R"({"server": "a", "duration": "1h", "end": "2027-01-01T00:00:00Z", "reason": "r"})",
        R"({"server": "a", "end": "2020-01-01T00:00:00Z", "reason": "r"})",
        R"({"server": "a", "duration": "long", "reason": "r"})"}) {
    EXPECT_EQ(world.call({"POST", "/api/v1/outages", body}).status, 400) << body;
  }
}

TEST_F(Outages, RecurByTheClockOfAZone) {
  Json outage = {{"site", "PUN024"},
                 {"start", "2026-03-08T02:00:00+01:00"},
                 {"duration", "2h"},
                 {"repeat", "FREQ=WEEKLY;BYDAY=SU"},
                 {"reason", "works"}};
  EXPECT_EQ(world.post("/api/v1/outages", outage).status, 400) << "whose clock?";
  outage["zone"] = "Europe/Oslo";
  const auto added = world.post("/api/v1/outages", outage);
  ASSERT_EQ(added.status, 201) << added.json;
  EXPECT_EQ(added.json["start"], "2026-03-08T01:00:00Z");
  EXPECT_TRUE(added.json["end"].is_null());
  EXPECT_EQ(added.json["state"], "coming");
  EXPECT_EQ(added.json["next"], Json::parse(R"({"start": "2026-03-08T01:00:00Z", "end": "2026-03-08T03:00:00Z"})"));
  world.clock.jump_wall(*base::parse_rfc3339("2026-07-05T01:00:00Z"));
  const auto active = world.get("/api/v1/outages?active=true").json["items"];
  ASSERT_EQ(active.size(), 1U);
  EXPECT_EQ(active[0]["state"], "now");
  EXPECT_EQ(active[0]["next"]["end"], "2026-07-05T02:00:00Z");
  for (const auto& [key, value] :
       {std::pair{"repeat", "FREQ=HOURLY"}, {"repeat", "FREQ=WEEKLY;BYDAY=MO"}, {"zone", "Oslo"}}) {
    Json wrong = outage;
    wrong[key] = value;
    const auto refused = world.post("/api/v1/outages", wrong);
    EXPECT_EQ(refused.status, 400) << value;
    EXPECT_NE(refused.json["detail"].get<std::string>().find("\"repeat\": "), std::string::npos) << refused.json;
  }
}

TEST_F(Outages, APreviewNamesTheTicketsThatAreOpen) {
  world.post("/api/v1/alerts", kAlert);
  world.settle();
  const Json outage = {{"site", "PUN*"}, {"duration", "2h"}, {"reason", "works"}};
  const auto preview = world.post("/api/v1/outages?preview=true", outage).json;
  EXPECT_EQ(preview["tickets"], Json::array({world.get("/api/v1/tickets").json["items"].at(0)["id"]}));
  EXPECT_EQ(preview["tickets_count"], 1);
  EXPECT_EQ(preview["needs_force"], false);
  EXPECT_EQ(world.post("/api/v1/outages?preview=true", {{"site", "OSL*"}, {"duration", "2h"}, {"reason", "r"}})
                .json["tickets_count"],
            0);
}

TEST_F(Outages, WhatIsTooBroadNeedsForce) {
  const Json all = {{"device", "*"}, {"duration", "2h"}, {"reason", "works"}};
  EXPECT_EQ(world.post("/api/v1/outages?preview=true", all).json["needs_force"], true);
  const auto refused = world.post("/api/v1/outages", all);
  EXPECT_EQ(refused.status, 409);
  EXPECT_NE(refused.json["detail"].get<std::string>().find("covers whatever there is, 3 of 3"), std::string::npos)
      << refused.json;
  EXPECT_EQ(world.post("/api/v1/outages?force=true", all).status, 201);
  EXPECT_EQ(world.get("/api/v1/audit").json["items"].at(0)["detail"], "works (forced)");
}

std::string calendar(const std::string& lines) {
  return "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:u1\nSUMMARY:works\nDTSTART:20260301T000000Z\nDURATION:P30D\n" + lines +
         "END:VEVENT\nEND:VCALENDAR\n";
}

TEST_F(Outages, AreImportedFromACalendar) {
  const auto import = [&](const std::string& query, const std::string& text) {
    return world.call({"POST", "/api/v1/outages/import?file=x.ics" + query, text, "text/calendar"});
  };
  const std::string good = calendar("X-REDRIVE-SERVER:ids-1\n");
  const auto preview = import("&preview=true", good);
  ASSERT_EQ(preview.status, 200) << preview.json;
  EXPECT_EQ(preview.json["items"].at(0)["covers"], Json::parse(R"({"servers": 1, "devices": 2})"));
  EXPECT_EQ(world.get("/api/v1/outages").json["items"].size(), 1U) << "nothing was taken";
  const auto taken = import("", good);
  EXPECT_EQ(taken.json["added"], 1) << taken.json;
  EXPECT_EQ(import("", good).json["added"], 0);
  const auto listed = world.get("/api/v1/outages?active=true").json["items"].at(0);
  EXPECT_EQ(listed["uid"], "u1");
  EXPECT_EQ(listed["source"], "x.ics:2");
  EXPECT_EQ(listed["alerts_inside"], 0);
  EXPECT_EQ(import("", calendar("X-REDRIVE-SERVER:*\n")).status, 409);
  EXPECT_EQ(import("&force=true", calendar("X-REDRIVE-SERVER:*\n")).json["removed"], 1);
  EXPECT_EQ(import("", calendar("STATUS:CANCELLED\n")).json["removed"], 1);
  const auto refused = import("", calendar("X-REDRIVE-SERVER:ids-9\nRRULE:FREQ=NEVER\n"));
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(refused.json["detail"].get<std::string>().find("x.ics:8: UID \"u1\": RRULE"), std::string::npos)
      << refused.json;
  EXPECT_EQ(import("", "").status, 400);
}

TEST_F(Outages, OfTheConfigurationSayWhereTheyStand) {
  auto options = *world.options.get();
  options.outages[0].place = "central.toml:61";
  world.options.set(options);
  const auto refused = world.call({"DELETE", "/api/v1/outages/config:1"});
  EXPECT_EQ(refused.status, 409);
  EXPECT_NE(refused.json["detail"].get<std::string>().find("stands in central.toml:61"), std::string::npos);
  EXPECT_EQ(world.call({"DELETE", "/api/v1/outages/config:9"}).status, 404);
}

}  // namespace
}  // namespace redrive::central
