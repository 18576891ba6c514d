// Taking alerts in over HTTP: what is taken, what is refused and by which number.
#include "http_world.h"
#include "shared/view/alert_reader.h"

namespace redrive::central {
namespace {

class Alerts : public HttpTest {
 protected:
  Answer ndjson(const std::string& body) {
    return world.call({"POST", "/api/v1/alerts", body, "application/x-ndjson"});
  }
  Answer array(const std::string& body) { return world.call({"POST", "/api/v1/alerts", body}); }
  Json stored() { return world.get("/api/v1/alerts?limit=1000").json["items"]; }
};

std::vector<std::size_t> lines_of(const Answer& answer) {
  std::vector<std::size_t> lines;
  for (const auto& rejected : answer.json["rejected"]) lines.push_back(rejected["line"]);
  return lines;
}

TEST_F(Alerts, OneObjectIsStoredWithEveryFieldAndTheUnknownOnesKept) {
  Json alert = kAlert;
  alert["rack"] = 4;
  alert["tags"] = {"a", "b"};
  const auto answer = world.post("/api/v1/alerts", alert);
  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(answer.json, Json::parse(R"({"accepted": 1, "repeated": 0, "rejected": []})"));
  const Json item = stored().at(0);
  for (const char* field :
       {"id", "occurred_at", "server", "device", "job", "package", "failure_type", "message", "location"}) {
    EXPECT_EQ(item[field], kAlert[field]) << field;
  }
  EXPECT_EQ(item["extra"], Json::parse(R"({"rack": 4, "tags": ["a", "b"]})"));
  EXPECT_EQ(item["sender"], "admin");
  EXPECT_EQ(item["source"], "http");
}

TEST_F(Alerts, ABrokenElementCostsOnlyItself) {
  const std::string deep(100'000, '[');
  const auto answer = array(R"([{"message": "1", "server": "s"}, {"message": tru, "server": "s"}, 17,
      {"message": "4", "server": "s", "n": 1e999}, {"message": "5"}, {"message": "6", "server": 7},
      {"message": "7", "server": "s", "occurred_at": "yesterday"}, {"message": "8, ] } [ {", "server": "s\"]"},
      {"message": "9", "server": "s", "message": "nine"}, {"message": "10", "server": "s", "n": 123456789012345678901234567890}, )" +
                            deep + "]");
  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(answer.json["accepted"], 4);  // 1, 8, 9, 10
  EXPECT_EQ(lines_of(answer), (std::vector<std::size_t>{2, 3, 4, 5, 6, 7, 11}));
  std::set<std::string> messages;
  for (const auto& item : stored()) messages.insert(item["message"]);
  EXPECT_EQ(messages, (std::set<std::string>{"1", "8, ] } [ {", "nine", "10"}));
}

TEST_F(Alerts, LinesAreCountedAsTheyStandInTheText) {
  const auto answer = ndjson(
      "\xEF\xBB\xBF{\"message\": \"1\", \"server\": \"s\"}\r\n\r\n  \nrubbish\n{\"message\": \"5\", \"device\": "
      "\"d\"}\n{}");
  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(answer.json["accepted"], 2);
  EXPECT_EQ(lines_of(answer), (std::vector<std::size_t>{4, 6}));
}

TEST_F(Alerts, NothingTakenIsA400WithTheSameFields) {
  for (const auto& body : {"{", "[{]", "", "[]", "null", "[", "\"x\"", "{\"server\": \"s\"}", "[[[]]]", "]["}) {
    const auto answer = array(body);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_EQ(answer.json["accepted"], 0) << body;
    EXPECT_TRUE(answer.json["rejected"].is_array()) << body;
    EXPECT_EQ(answer.response.content_type, "application/problem+json");
  }
  EXPECT_EQ(ndjson("\n\n").status, 400);
  EXPECT_TRUE(stored().empty());
}

TEST_F(Alerts, TheSameIdFromTheSameSenderIsOneAlert) {
  EXPECT_EQ(world.post("/api/v1/alerts", kAlert).json["accepted"], 1);
  const auto again = world.post("/api/v1/alerts", Json::array({kAlert, kAlert}));
  EXPECT_EQ(again.status, 202);
  EXPECT_EQ(again.json["accepted"], 0);
  EXPECT_EQ(again.json["repeated"], 2);
  const auto other = world.call({"POST", "/api/v1/alerts", kAlert.dump(), "application/json", world.submit_token});
  EXPECT_EQ(other.json["accepted"], 1);
  EXPECT_EQ(stored().size(), 2U);
}

TEST_F(Alerts, GarbledTextIsStillAnAlert) {
  EXPECT_EQ(ndjson("{\"message\": \"disk \xff\xc3( full\", \"server\": \"s\"}\n").json["accepted"], 1);
  EXPECT_EQ(array("{\"message\": \"tab\tbell\x07 nul\\u0000 end\", \"server\": \"s\"}").json["accepted"], 1);
  const Json items = stored();
  EXPECT_EQ(items[1]["message"], "disk \xEF\xBF\xBD\xEF\xBF\xBD( full");
  EXPECT_EQ(items[0]["message"], "tab bell  nul  end");
}

TEST_F(Alerts, LongMessagesAreCutAndLongNamesRefused) {
  EXPECT_EQ(world.post("/api/v1/alerts", {{"server", "s"}, {"message", std::string(200'000, 'm')}}).status, 202);
  EXPECT_LE(stored()[0]["message"].get<std::string>().size(), model::kMaxMessage);
  EXPECT_GT(stored()[0]["message"].get<std::string>().size(), model::kMaxMessage - 16);
  EXPECT_EQ(world.post("/api/v1/alerts", {{"server", std::string(129, 's')}, {"message", "m"}}).status, 400);
  EXPECT_EQ(world.post("/api/v1/alerts", {{"server", "two\nlines"}, {"message", "m"}}).status, 400);
}

TEST_F(Alerts, TooManyUnknownFieldsAreNotedAndTheAlertKept) {
  EXPECT_EQ(
      world.post("/api/v1/alerts", {{"server", "s"}, {"message", "m"}, {"dump", std::string(20'000, 'x')}}).status,
      202);
  EXPECT_TRUE(stored()[0]["extra"].contains("dropped"));
}

TEST_F(Alerts, MoreThanTheLimitIsRefusedWhole) {
  std::string body;
  for (std::size_t i = 0; i <= view::kMaxAlerts; ++i) body += "{\"message\": \"m\", \"server\": \"s\"}\n";
  EXPECT_EQ(ndjson(body).status, 400);
  EXPECT_TRUE(stored().empty());
}

TEST_F(Alerts, OtherMediaTypesAreRefused) {
  EXPECT_EQ(world.call({"POST", "/api/v1/alerts", kAlert.dump(), "application/x-www-form-urlencoded"}).status, 415);
  EXPECT_EQ(world.call({"POST", "/api/v1/alerts", kAlert.dump(), ""}).status, 202);
}

TEST_F(Alerts, WithoutDurabilityTheSenderIsToldToRepeat) {
  world.decider->stop();
  const auto answer = world.post("/api/v1/alerts", kAlert);
  EXPECT_EQ(answer.status, 503);
  EXPECT_GT(answer.response.retry_after, 0U);
}

TEST_F(Alerts, TheTypeAsGivenStandsBesideTheOneDecided) {
  world.post("/api/v1/alerts", {{"id", "a"}, {"server", "s"}, {"message", "No space left on device"}});
  world.post("/api/v1/alerts", {{"id", "b"}, {"server", "s"}, {"failure_type", "E17"}});
  world.settle();
  const auto items = world.get("/api/v1/alerts?order=oldest").json["items"];
  EXPECT_EQ(items.at(0)["failure_type"], "disk_full");
  EXPECT_TRUE(items.at(0)["given_type"].is_null());
  EXPECT_EQ(items.at(1)["failure_type"], "unknown");
  EXPECT_EQ(items.at(1)["given_type"], "E17");
}

TEST_F(Alerts, TheListIsPagedAndFiltered) {
  for (int i = 0; i < 5; ++i) {
    world.post("/api/v1/alerts", {{"id", std::to_string(i)}, {"server", i % 2 ? "odd" : "even"}, {"message", "m"}});
  }
  const auto first = world.get("/api/v1/alerts?limit=2").json;
  EXPECT_EQ(first["items"][0]["id"], "4");
  const auto second = world.get("/api/v1/alerts?limit=2&after=" + first["next"].dump()).json;
  EXPECT_EQ(second["items"][0]["id"], "2");
  const auto third = world.get("/api/v1/alerts?limit=2&after=" + second["next"].dump()).json;
  EXPECT_EQ(third["items"].size(), 1U);
  EXPECT_TRUE(third["next"].is_null());
  EXPECT_EQ(world.get("/api/v1/alerts?server=odd").json["items"].size(), 2U);
  EXPECT_EQ(world.get("/api/v1/alerts?since=1h").json["items"].size(), 5U);
  const auto oldest = world.get("/api/v1/alerts?limit=3&order=oldest").json;
  EXPECT_EQ(oldest["items"][0]["id"], "0");
  const auto rest = world.get("/api/v1/alerts?limit=3&order=oldest&after=" + oldest["next"].dump()).json;
  EXPECT_EQ(rest["items"].at(1)["id"], "4");
  EXPECT_TRUE(rest["next"].is_null());
  for (const char* bad : {"limit=0", "limit=1001", "limit=x", "after=-1", "since=soon", "sever=odd", "order=up"}) {
    EXPECT_EQ(world.get(std::string("/api/v1/alerts?") + bad).status, 400) << bad;
  }
}

}  // namespace
}  // namespace redrive::central
