// What is wrong now, in numbers, and how a search is narrowed.
#include "http_world.h"

namespace redrive::central {
namespace {

class Overview : public HttpTest {
 protected:
  Overview() {
    add("a-1", "dev-1", "disk_full", "pkg06-6.7", "No space left on device");
    add("a-2", "dev-2", "disk_full", "pkg06-6.7", "No space left: 100% used, a_b");
    add("a-3", "dev-2", "timeout", "", "took longer than 30s");
    world.settle();
  }
  void add(const std::string& id, const std::string& device, const std::string& type, const std::string& package,
           const std::string& message) {
    Json alert = kAlert;
    alert["id"] = id, alert["device"] = device, alert["failure_type"] = type, alert["message"] = message;
    alert["occurred_at"] = base::format_rfc3339(world.clock.utc());
    alert["package"] = package.empty() ? Json(nullptr) : Json(package);
    world.post("/api/v1/alerts", alert);
  }
  std::size_t found(const std::string& query) { return world.get("/api/v1/failures?" + query).json["items"].size(); }
};

TEST_F(Overview, CountsBySiteTypeAndPackage) {
  const Json json = world.get("/api/v1/overview").json;
  const Json& failures = json["failures"];
  EXPECT_EQ(failures["open"], 3);
  ASSERT_EQ(failures["by_site"].size(), 1U);
  const Json& site = failures["by_site"][0];
  EXPECT_EQ(site["site"], "PUN024");
  EXPECT_EQ(site["name"], "Pune");
  EXPECT_EQ(site["devices"], 2);
  EXPECT_EQ(site["servers"], 1);
  EXPECT_EQ(site["types"], Json::parse(R"([{"type": "disk_full", "open": 2}, {"type": "timeout", "open": 1}])"));
  EXPECT_EQ(failures["by_type"][0], Json::parse(R"({"type": "disk_full", "open": 2, "sites": 1})"));
  EXPECT_EQ(failures["by_package"],
            Json::parse(R"([{"package": "pkg06-6.7", "open": 2}, {"package": null, "open": 1}])"));
  EXPECT_EQ(json["tickets"]["items"], world.get("/api/v1/tickets?brief=true&not_closed=true").json["items"]);
  EXPECT_EQ(json["tickets"]["open"], world.get("/api/v1/status").json["tickets"]["open"]);
  EXPECT_EQ(json["tickets"]["unsent"], json["tickets"]["open"]) << "no mail was sent yet";
  EXPECT_EQ(json["mail"], world.get("/api/v1/status").json["mail"]);
}

TEST_F(Overview, ShowsTheLastDayInHalfHours) {
  const Json before = world.get("/api/v1/overview").json["over_time"];
  ASSERT_EQ(before.size(), 48U);
  EXPECT_EQ(before[47]["opened"], 3);
  EXPECT_EQ(before[47]["cleared"], 0);
  world.clock.advance(std::chrono::hours(1));
  Json resolved = kAlert;
  resolved["id"] = "r-1", resolved["status"] = "resolved";
  resolved["occurred_at"] = base::format_rfc3339(world.clock.utc());
  world.post("/api/v1/alerts", resolved);
  world.settle();
  const Json after = world.get("/api/v1/overview").json["over_time"];
  EXPECT_EQ(after[45]["opened"], 3) << "the one cleared since among them";
  EXPECT_EQ(after[47]["cleared"], 1);
  EXPECT_EQ(after[47]["opened"], 0);
}

TEST_F(Overview, NamesTheAgentsThatAreSilent) {
  world.agents.statuses = {{"ids-1", "k", "1.0", true, {}, {}}, {"ids-2", "k", "1.0", false, {}, {}}};
  const Json agents = world.get("/api/v1/overview").json["agents"];
  EXPECT_EQ(agents, Json::parse(R"({"connected": 1, "accepted": 2, "pending": 0, "silent": ["ids-2"]})"));
}

TEST_F(Overview, ASearchFindsAllOfItsWordsInEitherCase) {
  EXPECT_EQ(found("q=dev-2"), 2U);
  EXPECT_EQ(found("q=DEV-2+Space"), 1U);
  EXPECT_EQ(found("q=dev-1+longer"), 0U);
  EXPECT_EQ(found("q=100%25"), 1U) << "% stands for itself";
  EXPECT_EQ(found("q=0%25u"), 0U) << "and for nothing between";
  EXPECT_EQ(found("q=a_b"), 1U);
  EXPECT_EQ(found("q=1_0"), 0U) << "nor does _ stand for any character";
  EXPECT_EQ(found("q=a%5Cb"), 0U);
  EXPECT_EQ(found("site=PUN024"), 3U);
  EXPECT_EQ(found("site=PUN"), 0U);
  EXPECT_EQ(world.get("/api/v1/failures?q=a+b+c+d+e").status, 400);
}

TEST_F(Overview, FacetsCountWhatTheSearchFinds) {
  const Json all = world.get("/api/v1/failures/facets").json;
  EXPECT_EQ(all["open"], 3);
  EXPECT_EQ(all["by_type"], Json::parse(R"([{"value": "disk_full", "open": 2}, {"value": "timeout", "open": 1}])"));
  EXPECT_EQ(all["by_package"], Json::parse(R"([{"value": "pkg06-6.7", "open": 2}, {"value": null, "open": 1}])"));
  const Json one = world.get("/api/v1/failures/facets?type=timeout").json;
  EXPECT_EQ(one["by_site"], Json::parse(R"([{"value": "PUN024", "open": 1}])"));
  EXPECT_EQ(world.get("/api/v1/failures/facets?limit=1").status, 400) << "it is no list";
}

TEST_F(Overview, BriefTicketsComeWithoutTheirAlerts) {
  EXPECT_GT(world.get("/api/v1/tickets").json["items"][0]["alerts"].size(), 0U);
  EXPECT_EQ(world.get("/api/v1/tickets?brief=true").json["items"][0]["alerts"].size(), 0U);
}

TEST_F(Overview, TicketsThatAreClosedCanBeLeftOut) {
  const auto all = world.get("/api/v1/tickets").json["items"];
  const auto closed = std::ranges::count_if(all, [](const Json& ticket) { return ticket["state"] == "closed"; });
  EXPECT_GT(closed, 0) << "those that turned out to be part of a wider cause";
  EXPECT_EQ(world.get("/api/v1/tickets?not_closed=true").json["items"].size(),
            all.size() - static_cast<std::size_t>(closed));
}

}  // namespace
}  // namespace redrive::central
