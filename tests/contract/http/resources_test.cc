// The smaller resources: thresholds, agents, devices, routing, health.
#include <gmock/gmock.h>

#include "http_world.h"

namespace redrive::central {
namespace {

using Resources = HttpTest;

TEST_F(Resources, ThresholdsAreListedAndExplained) {
  const auto rules = world.get("/api/v1/thresholds").json["items"];
  EXPECT_EQ(rules.at(0)["place"], "[thresholds]");
  EXPECT_EQ(rules.at(0)["limit"], 0);
  EXPECT_EQ(rules.at(0)["window"], "1h");
  const auto explained = world.get("/api/v1/thresholds/explain?device=dev-1&type=disk_full").json;
  EXPECT_EQ(explained["server"], "ids-1");
  EXPECT_EQ(explained["site"], "PUN024");
  EXPECT_EQ(explained["scopes"].at(0)["scope"], "device");
  EXPECT_EQ(explained["scopes"].at(0)["limit"], 0);
  EXPECT_FALSE(explained["scopes"].at(0)["reason"].get<std::string>().empty());
  EXPECT_EQ(world.get("/api/v1/thresholds/explain?device=dev-1").status, 400);
}

TEST_F(Resources, AnExplainedThresholdSaysTheNumberNowAndWhatItWouldTake) {
  auto options = std::make_shared<config::CentralOptions>(*world.options.get());
  options->thresholds.limit = 3;
  world.options.set(options);
  const auto own = [&](const std::string& target) { return world.get(target).json["scopes"].at(0); };
  const std::string explain = "/api/v1/thresholds/explain?device=dev-1&type=disk_full";
  EXPECT_EQ(own(explain)["number"], 0);
  EXPECT_EQ(own(explain)["needed"], 4);
  for (const char* id : {"a", "b"}) {
    world.post("/api/v1/alerts", {{"id", id}, {"server", "ids-1"}, {"device", "dev-1"}, {"failure_type", "disk_full"}});
  }
  world.settle();
  EXPECT_EQ(own(explain)["subject"], "dev-1");
  EXPECT_EQ(own(explain)["number"], 2);
  EXPECT_EQ(own(explain)["needed"], 2);
  EXPECT_THAT(own(explain)["reason"].get<std::string>(), testing::HasSubstr("; 2 now, 2 more to a ticket"));
  const auto counted = world.get("/api/v1/tracking?device=dev-1").json["items"].at(0);
  EXPECT_EQ(counted["in_window"], 2);
  EXPECT_EQ(counted["limit"], 3);
  EXPECT_EQ(counted["window"], "1h");
  EXPECT_TRUE(world.get("/api/v1/tracking?device=dev-2").json["items"].empty());
  world.clock.advance(std::chrono::hours(2));
  EXPECT_EQ(own(explain)["number"], 0) << "out of the window";
  EXPECT_EQ(world.get("/api/v1/tracking?device=dev-1").json["items"].at(0)["in_window"], 0);
}

TEST_F(Resources, AgentsAreAcceptedRekeyedAndRemoved) {
  const std::string key = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7",
                    other = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID";
  world.gate.knocked = {{key, "192.0.2.7", world.clock.utc(), world.clock.utc(), 3}};
  EXPECT_EQ(world.get("/api/v1/agents").json["pending"].at(0)["address"], "192.0.2.7");
  EXPECT_EQ(world.post("/api/v1/agents", {{"name", "ids-1"}, {"key", key}}).status, 201);
  EXPECT_TRUE(world.gate.allowed.contains(key));
  EXPECT_EQ(world.get("/api/v1/status").json["agents"]["accepted"], 1);
  EXPECT_EQ(world.post("/api/v1/agents", {{"name", "ids-1"}, {"key", other}}).status, 409);
  EXPECT_EQ(world.post("/api/v1/agents", {{"name", "ids-2"}, {"key", "short"}}).status, 400);
  AgentStatus status{"ids-1", key, "0.1.0", true, world.clock.utc(), {"plan"}};
  world.agents.statuses = {status};
  const auto agent = world.get("/api/v1/agents").json["items"].at(0);
  EXPECT_EQ(agent["connected"], true);
  EXPECT_EQ(agent["version"], "0.1.0");
  EXPECT_EQ(world.call({"PUT", "/api/v1/agents/ids-1/key", Json({{"key", other}}).dump()}).status, 200);
  EXPECT_FALSE(world.gate.allowed.contains(key));
  EXPECT_EQ(world.call({"DELETE", "/api/v1/agents/ids-1"}).status, 204);
  EXPECT_EQ(world.call({"DELETE", "/api/v1/agents/ids-1"}).status, 404);
}

TEST_F(Resources, DevicesAreListedByFilter) {
  EXPECT_EQ(world.get("/api/v1/devices").json["items"].size(), 3U);
  EXPECT_EQ(world.get("/api/v1/devices?name=dev-*&server=ids-1").json["items"].size(), 2U);
  EXPECT_EQ(world.get("/api/v1/devices?role=intermediate").json["items"].at(0)["name"], "ids-1");
  const auto first = world.get("/api/v1/devices?limit=2").json;
  EXPECT_EQ(world.get("/api/v1/devices?limit=2&after=" + first["next"].dump()).json["items"].size(), 1U);
}

TEST_F(Resources, AReloadIsPassedOn) {
  EXPECT_EQ(world.call({"POST", "/api/v1/devices/reload"}).status, 503);
  Actor asked;
  world.context->reload = [&](const Actor& actor, bool preview, bool force) -> base::Result<ReloadReport> {
    asked = actor;
    if (!force) return base::fail(base::ErrorCode::kConflict, "2 of 3 devices would vanish");
    ReloadReport report;
    report.change.added = {"new"};
    report.change.settings = {"[mail]"};
    report.change.restart = {"[central] http"};
    report.needs_force = true;
    report.applied = !preview;
    return report;
  };
  EXPECT_EQ(world.call({"POST", "/api/v1/devices/reload"}).status, 409);
  const auto report = world.call({"POST", "/api/v1/devices/reload?force=true&preview=true"}).json;
  EXPECT_EQ(report["added"], Json::array({"new"}));
  EXPECT_EQ(report["applied"], false);
  EXPECT_EQ(report["needs_force"], true);
  EXPECT_EQ(report["settings"], Json::array({"[mail]"}));
  EXPECT_EQ(report["restart"], Json::array({"[central] http"}));
  EXPECT_EQ(asked.name, "admin");
  EXPECT_EQ(world.call({"POST", "/api/v1/devices/reload?soon=true"}).status, 400);
}

TEST_F(Resources, ABrokenReloadTellsEveryProblem) {
  const std::string problems = "central.toml:12: one\ndevices.csv:3: two\ncentral.toml:40: three";
  world.context->reload = [&](const Actor&, bool, bool) -> base::Result<ReloadReport> {
    return base::fail(base::ErrorCode::kInvalid, problems);
  };
  const auto answer = world.call({"POST", "/api/v1/devices/reload"});
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.json["detail"], problems);
}

TEST_F(Resources, TheRouteOfADeviceIsExplained) {
  const auto route = world.get("/api/v1/routes/explain?device=dev-1").json;
  EXPECT_EQ(route["centre"]["id"], "mc-a");
  EXPECT_EQ(route["location"]["code"], "PUN024");
  const auto by_text = world.get("/api/v1/routes/explain?location=82%20kings%20way%2C%20PUNE").json;
  EXPECT_EQ(by_text["location"]["code"], "PUN024");
  EXPECT_EQ(world.get("/api/v1/routes/explain").status, 400);
  EXPECT_EQ(world.get("/api/v1/routes/explain?device=dev-1&scope=galaxy").status, 400);
}

TEST_F(Resources, ARouteSaysHowThePlaceWasFoundAndWhoComesNext) {
  const auto route = world.get("/api/v1/routes/explain?device=dev-1&location=82%20Kigns%20Way").json;
  EXPECT_EQ(route["location"]["reported"], "82 Kigns Way");
  EXPECT_EQ(route["location"]["matched_by"], "similar");
  EXPECT_GT(route["location"]["confidence"].get<double>(), 0.5);
  EXPECT_EQ(route["listed"], true);
  EXPECT_EQ(route["fallbacks"].at(0)["id"], "noc");
  const auto unknown = world.get("/api/v1/routes/explain?device=nobody&location=Atlantis").json;
  EXPECT_EQ(unknown["listed"], false);
  EXPECT_EQ(unknown["location"]["code"], nullptr);
  EXPECT_EQ(unknown["centre"]["id"], "noc");
  EXPECT_EQ(unknown["fallbacks"].size(), 0U);
  const auto server = world.get("/api/v1/routes/explain?device=ids-1").json;
  EXPECT_EQ(server["server"], "ids-1");
  EXPECT_EQ(server["location"]["matched_by"], "server");
  EXPECT_EQ(server["location"]["verified"], true);
  EXPECT_EQ(world.get("/api/v1/routes/explain?device=dev-1&location=" + std::string(5000, 'x')).json["centre"]["id"],
            "mc-a");
}

TEST_F(Resources, CentresAreListedWithWhoseTicketsGoThere) {
  auto options = *world.options.get();
  options.inventory.locations["OSL001"] = {"OSL001", "Oslo", {}, ""};
  options.routing.packages = {{"app-*", "mc-a"}, {"db", "noc"}, {"app-9", "mc-a"}};
  options.routing.package = "mc-a";
  world.options.set(std::make_shared<const config::CentralOptions>(std::move(options)));
  const auto first = world.get("/api/v1/centres?limit=1").json;
  EXPECT_EQ(first["items"], Json::array({{{"id", "mc-a"},
                                          {"name", "Pune centre"},
                                          {"email", {"a@example.org"}},
                                          {"fallback", "noc"},
                                          {"sites", 1},
                                          {"packages", {"app-*", "app-9"}},
                                          {"default_for", {"packages"}}}}));
  const auto rest = world.get("/api/v1/centres?after=" + first["next"].dump()).json;
  ASSERT_EQ(rest["items"].size(), 1U);
  EXPECT_EQ(rest["items"][0]["id"], "noc");
  EXPECT_EQ(rest["items"][0]["sites"], 1) << "Oslo, which has no centre of its own";
  EXPECT_EQ(rest["items"][0]["default_for"], Json::array({"sites", "fleet"}));
}

TEST_F(Resources, RoutesAreLinted) {
  EXPECT_EQ(world.get("/api/v1/routes/lint").json["items"].size(), 0U);
  auto options = *world.options.get();
  options.inventory.locations["OSL001"] = {"OSL001", "Oslo", {}, ""};
  options.inventory.devices["dev-9"] = {"dev-9", model::DeviceRole::kRecipient, "ids-1", "", "", "", 0};
  world.options.set(std::make_shared<const config::CentralOptions>(std::move(options)));
  const auto page = world.get("/api/v1/routes/lint?limit=1").json;
  EXPECT_EQ(page["items"].at(0)["kind"], "site_without_centre");
  const auto next = world.get("/api/v1/routes/lint?after=" + page["next"].dump()).json;
  EXPECT_EQ(next["items"].at(0)["subject"], "dev-9");
  EXPECT_EQ(next["next"], nullptr);
}

TEST_F(Resources, LocationsToFixAreThoseNobodyKnowsUntilTheyAreKnown) {
  Json alert = kAlert;
  world.post("/api/v1/alerts", alert);
  for (const auto& [id, device, location] :
       {std::tuple("b-1", "dev-1", "Atlantis"), std::tuple("b-2", "dev-2", "Atlantis"), std::tuple("b-3", "new", "")}) {
    alert["id"] = id, alert["device"] = device, alert["location"] = location;
    world.post("/api/v1/alerts", alert);
  }
  world.settle();
  const auto items = world.get("/api/v1/locations/to-fix").json["items"];
  ASSERT_EQ(items.size(), 2U) << items.dump(1);
  const auto& lost = items.at(items.at(0)["reported"].is_null() ? 1 : 0);
  EXPECT_EQ(lost["reported"], "Atlantis");
  EXPECT_EQ(lost["alerts"], 2);
  EXPECT_EQ(lost["code"], "PUN024");
  EXPECT_EQ(lost["suggestion"], "add it as an alias of PUN024, if that is meant");
  const auto& unlisted = items.at(items.at(0)["reported"].is_null() ? 0 : 1);
  EXPECT_EQ(unlisted["device"], "new");
  EXPECT_EQ(unlisted["verified"], false);
  auto options = *world.options.get();
  options.inventory.locations["PUN024"].aliases.emplace_back("Atlantis");
  world.options.set(std::make_shared<const config::CentralOptions>(std::move(options)));
  world.events.tell(resource("audit"));  // as a reload does
  EXPECT_EQ(world.get("/api/v1/locations/to-fix").json["items"].size(), 1U);
  EXPECT_EQ(world.get("/api/v1/locations/to-fix?since=nonsense").status, 400);
}

TEST_F(Resources, RulesAreListedInTheOrderTheyAreTried) {
  auto options = std::make_shared<config::CentralOptions>(*world.options.get());
  options->rules = {{"paper jam", "configuration", "central.toml:9"}};
  world.options.set(options);
  const auto page = world.get("/api/v1/rules?limit=1").json;
  EXPECT_EQ(page["items"], Json::parse(R"([{"place": "central.toml:9", "type": "configuration", "pattern": "paper jam",
                             "hidden_by": null}])"));
  EXPECT_EQ(world.get("/api/v1/rules?limit=1&after=1").json["items"].at(0)["place"], "shipped rule tool_refused/words");
  options = std::make_shared<config::CentralOptions>(*options);
  options->shipped_rules = false;
  world.options.set(options);
  EXPECT_EQ(world.get("/api/v1/rules").json["items"].size(), 1U);
  EXPECT_EQ(world.post("/api/v1/classify", {{"text", "No space left"}}).json["failure_type"], "unknown");
}

TEST_F(Resources, RulesThatAreNeverTriedSayBehindWhichTheyStand) {
  auto options = std::make_shared<config::CentralOptions>(*world.options.get());
  options->rules = {{"jam", "configuration", "central.toml:9"}, {".*", "timeout", "central.toml:12"}};
  world.options.set(options);
  const auto items = world.get("/api/v1/rules?limit=3").json["items"];
  EXPECT_TRUE(items.at(0)["hidden_by"].is_null());
  EXPECT_TRUE(items.at(1)["hidden_by"].is_null());
  EXPECT_EQ(items.at(2)["hidden_by"], "central.toml:12") << items.at(2)["place"];
}

TEST_F(Resources, OfOverlappingThresholdsItIsSaidWhichHoldsAndWhichDoNot) {
  auto options = std::make_shared<config::CentralOptions>(*world.options.get());
  const auto rule = [](std::string type, std::string device, std::string site, std::uint32_t limit, std::string place) {
    return config::ThresholdRule{"", std::move(type), std::move(device), "", std::move(site), limit, {}, {},
                                 {}, std::move(place)};
  };
  options->thresholds.rules = {rule("disk_full", "", "", 1, "central.toml:1"),
                               rule("", "", "PUN*", 2, "central.toml:2"), rule("", "dev-*", "", 3, "central.toml:3"),
                               rule("timeout", "dev-1", "", 4, "central.toml:4")};
  world.options.set(options);
  const auto own = world.get("/api/v1/thresholds/explain?device=dev-1&type=disk_full").json["scopes"].at(0);
  EXPECT_EQ(own["rule"], "central.toml:3 (device 'dev-*')");
  EXPECT_EQ(own["overruled"], Json::array({"central.toml:2 (site 'PUN*')", "central.toml:1 (type 'disk_full')"}));
  EXPECT_THAT(
      own["reason"].get<std::string>(),
      testing::HasSubstr("; it goes before central.toml:2 (site 'PUN*'), central.toml:1 (type 'disk_full'); 0 now"));
}

TEST_F(Resources, TextsAreClassified) {
  EXPECT_EQ(world.post("/api/v1/classify", {{"text", "write: No space left on device"}}).json["failure_type"],
            "disk_full");
  const auto known = world.post("/api/v1/classify", {{"text", "write: NO SPACE left on device"}}).json;
  EXPECT_EQ(known["rule"]["place"], "central.toml:31") << "before the ones that ship";
  EXPECT_EQ(known["rule"]["type"], "disk_full");
  EXPECT_EQ(known["matched"], "NO SPACE left");
  const auto unknown = world.post("/api/v1/classify", {{"text", "?"}}).json;
  EXPECT_EQ(unknown["failure_type"], "unknown");
  EXPECT_TRUE(unknown["rule"].is_null());
  EXPECT_TRUE(unknown["matched"].is_null());
  EXPECT_EQ(world.post("/api/v1/classify", Json::object()).status, 400);
}

TEST_F(Resources, ReadinessFollowsTheFlagAndHealthDoesNot) {
  EXPECT_EQ(world.call({"GET", "/readyz", "", "", "-"}).status, 200);
  world.ready = base::fail(base::ErrorCode::kUnavailable, "the store is away");
  EXPECT_EQ(world.call({"GET", "/readyz", "", "", "-"}).status, 503);
  EXPECT_EQ(world.call({"GET", "/healthz", "", "", "-"}).status, 200);
  EXPECT_EQ(world.get("/api/v1/status").json["ready"], false);
}

}  // namespace
}  // namespace redrive::central
