// Alerts as no sender should write them, from the request to the decision: what became of each is told, and none is
// lost.
#include <gmock/gmock.h>

#include "http_world.h"

namespace redrive::central {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

class BadAlerts : public HttpTest {
 protected:
  BadAlerts() {
    world.clock.jump_wall(base::parse_rfc3339("2026-03-02T12:00:00Z").value());
    auto options = std::make_shared<config::CentralOptions>(*world.options.get());
    options->thresholds.limit = 1;  // the second within the hour makes the ticket
    world.options.set(options);
  }

  // Takes it and gives the row it became, decided.
  Json decided(Json alert, std::uint64_t accepted = 1) {
    alert["device"] = "dev-1";
    if (!alert.contains("message")) alert["message"] = "No space left on device";
    const auto answer = world.post("/api/v1/alerts", alert);
    EXPECT_EQ(answer.status, 202) << answer.json;
    EXPECT_EQ(answer.json["accepted"], accepted);
    world.settle();
    return world.get("/api/v1/alerts?limit=1").json["items"].at(0);
  }
  Json failure() { return world.get("/api/v1/failures").json["items"].at(0); }
  std::size_t tickets() { return world.get("/api/v1/tickets").json["items"].size(); }
};

TEST_F(BadAlerts, ATimeInTheFutureOrLongAgoCountsAsItsArrivalAndSaysSo) {
  for (const auto& [at, why] :
       {std::pair{"2026-03-02T15:00:00Z", "2026-03-02T15:00:00Z, after its arrival"},
        {"2099-01-01T00:00:00Z", "2099-01-01T00:00:00Z, after its arrival"},
        {"2025-03-02T12:00:00Z", "2025-03-02T12:00:00Z, more than seven days before its arrival"},
        {"1970-01-01T00:00:01Z", "more than seven days before its arrival"}}) {
    const auto row = decided({{"occurred_at", at}});
    EXPECT_EQ(row["occurred_at"], at) << "as it was given";
    EXPECT_THAT(row["reason"].get<std::string>(), HasSubstr(why));
    EXPECT_EQ(failure()["last_at"], "2026-03-02T12:00:00Z") << at;
    EXPECT_EQ(failure()["first_at"], "2026-03-02T12:00:00Z") << at;
  }
  EXPECT_EQ(tickets(), 1U) << "counted like any";
  EXPECT_THAT(decided({})["reason"].get<std::string>(), testing::Not(HasSubstr("time:")));
}

TEST_F(BadAlerts, OnesThatComeHoursLateCountWhenTheyHappened) {
  decided({{"occurred_at", "2026-03-02T12:00:00Z"}});
  decided({{"occurred_at", "2026-03-02T05:00:00Z"}});
  decided({{"occurred_at", "2026-03-02T08:00:00Z"}});
  EXPECT_EQ(tickets(), 0U) << "never two within an hour";
  EXPECT_EQ(failure()["first_at"], "2026-03-02T05:00:00Z");
  EXPECT_EQ(failure()["last_at"], "2026-03-02T12:00:00Z");
  EXPECT_EQ(failure()["count"], 3);
  decided({{"occurred_at", "2026-03-02T08:30:00Z"}});
  EXPECT_EQ(tickets(), 1U);
}

TEST_F(BadAlerts, OfAnIdWithOtherContentTheFirstCountsAndTheAnswerSaysSo) {
  decided({{"id", "a-1"}, {"message", "No space left on device"}});
  const auto row = decided({{"id", "a-1"}, {"message", "connection refused"}}, 0);
  EXPECT_EQ(row["message"], "No space left on device");
  EXPECT_EQ(world.get("/api/v1/status").json["alerts"]["stored"], 1);
  EXPECT_EQ(world.post("/api/v1/alerts", {{"id", "a-1"}, {"device", "dev-2"}, {"message", "m"}}).json["repeated"], 1);
  EXPECT_EQ(failure()["count"], 1);
}

TEST_F(BadAlerts, OfALongMessageBothEndsAreKeptAndLookedAt) {
  const std::string words = " No space left on device ";
  for (const std::size_t size : {model::kMaxMessage, model::kMaxMessage + 1, 2 * model::kMaxMessage}) {
    const auto row = decided({{"message", words + std::string(size - words.size(), 'x')}});
    EXPECT_EQ(row["failure_type"], "disk_full");
    EXPECT_LE(row["message"].get<std::string>().size(), model::kMaxMessage);
    EXPECT_EQ(row["message"].get<std::string>().find("[…]") != std::string::npos, size > model::kMaxMessage);
    const auto end = decided({{"message", std::string(size - words.size(), 'x') + words}});
    EXPECT_EQ(end["failure_type"], "disk_full") << size;
    EXPECT_TRUE(end["message"].get<std::string>().ends_with(words)) << size;
  }
  EXPECT_EQ(tickets(), 1U);
  EXPECT_LE(failure()["message"].get<std::string>().size(), 1024U);
}

TEST_F(BadAlerts, WhatIsNotUtf8IsReplacedAndDecided) {
  for (const char* line : {"{\"device\": \"dev-1\", \"message\": \"\xff\xfe No space left on \xed\xa0\x80 \xc0\xaf\"}",
                           "{\"device\": \"dev-1\", \"message\": \"No space left\", \"rack\xff\": \"\x80\"}"}) {
    EXPECT_EQ(world.call({"POST", "/api/v1/alerts", line, "application/x-ndjson"}).json["accepted"], 1);
  }
  world.settle();
  for (const auto& row : world.get("/api/v1/alerts").json["items"]) EXPECT_EQ(row["failure_type"], "disk_full");
  EXPECT_EQ(tickets(), 1U);
}

TEST_F(BadAlerts, AHugeLocationCostsNotTheAlertNorItsCentre) {
  const std::string huge(10 * 1024, 'q');
  for (int i = 0; i < 2; ++i) {
    const auto row = decided({{"location", huge}});
    EXPECT_EQ(row["location"], huge.substr(0, model::kMaxLocation));
    EXPECT_THAT(row["reason"].get<std::string>(), HasSubstr("place: "));
  }
  EXPECT_EQ(decided({{"location", "82 Kings Way\n\tPune"}})["location"], "82 Kings Way  Pune")
      << "an address of two lines";
  EXPECT_EQ(world.get("/api/v1/tickets").json["items"].at(0)["centre"], "mc-a") << "by the recorded site";
  const Json webhook = {{"version", "4"},
                        {"alerts",
                         {{{"status", "firing"},
                           {"labels", {{"device", "dev-2"}, {"location", huge}}},
                           {"annotations", {{"summary", "No space left"}}},
                           {"startsAt", "2026-03-02T12:00:00Z"},
                           {"fingerprint", "f"}}}}};
  EXPECT_EQ(world.post("/api/v1/alerts/alertmanager", webhook).status, 202);
  world.settle();
  EXPECT_EQ(world.get("/api/v1/alerts?limit=1").json["items"].at(0)["location"].get<std::string>().size(),
            model::kMaxLocation);
}

}  // namespace
}  // namespace redrive::central
