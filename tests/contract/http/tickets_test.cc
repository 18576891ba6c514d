// From an alert to its ticket as the API shows it, and what people do with it.
#include "http_world.h"

namespace redrive::central {
namespace {

class Tickets : public HttpTest {
 protected:
  Tickets() {
    world.post("/api/v1/alerts", kAlert);
    world.settle();
    ticket = world.get("/api/v1/tickets").json["items"].at(0);
    path = "/api/v1/tickets/" + ticket["id"].get<std::string>();
  }
  Json ticket;
  std::string path;
};

TEST_F(Tickets, OpenWithEverythingThatBelongsToThem) {
  EXPECT_EQ(ticket["state"], "open");
  EXPECT_EQ(ticket["scope"], "device");
  EXPECT_EQ(ticket["device"], "dev-1");
  EXPECT_EQ(ticket["location"], "PUN024");
  EXPECT_EQ(ticket["centre"], "mc-a");
  EXPECT_EQ(ticket["alerts"], Json::array({"a-17"}));
  EXPECT_TRUE(ticket["package"].is_null() || ticket["package"].is_string());
  EXPECT_FALSE(ticket.contains("duplicate_of"));
  const auto shown = world.get(path).json;
  EXPECT_EQ(shown["alerts"], Json::array({"a-17"}));
  EXPECT_EQ(shown["alert_items"].at(0)["id"], "a-17");
  EXPECT_EQ(shown["alerts_total"], 1);
  EXPECT_TRUE(shown["fallbacks"].is_array());
  EXPECT_EQ(shown["alert_items"].at(0)["ticket"], ticket["id"]);
  EXPECT_EQ(shown["failures"].at(0)["device"], "dev-1");
  EXPECT_EQ(shown["mail"].at(0)["recipient"], "a@example.org");
  EXPECT_FALSE(shown["timeline"].empty());
}

TEST_F(Tickets, AreMovedAlongByPeopleAndTheTrailSaysWho) {
  EXPECT_EQ(world.post(path + "/ack", {{"text", "on my way"}}).json["state"], "acked");
  EXPECT_EQ(world.post(path + "/note", {{"text", "parts ordered"}}).status, 200);
  EXPECT_EQ(world.post(path + "/reroute", {{"centre", "noc"}}).json["centre"], "noc");
  EXPECT_EQ(world.post(path + "/resolve", Json::object()).json["state"], "resolved");
  EXPECT_EQ(world.post(path + "/close", {{"text", "replaced"}}).json["state"], "closed");
  const auto audit = world.get("/api/v1/audit").json["items"];
  EXPECT_GE(audit.size(), 5U);
  for (const auto& entry : audit) EXPECT_EQ(entry["who"], "admin");
  EXPECT_EQ(audit[0]["from"], "192.0.2.1");
}

TEST_F(Tickets, RefuseWhatIsMissingUnknownOrMisspelt) {
  EXPECT_EQ(world.post(path + "/close", Json::object()).status, 400);
  EXPECT_EQ(world.post(path + "/note", {{"text", ""}}).status, 400);
  EXPECT_EQ(world.post(path + "/note", {{"txt", "x"}, {"text", "y"}}).status, 400);
  EXPECT_EQ(world.post(path + "/note", {{"text", 7}}).status, 400);
  EXPECT_EQ(world.post(path + "/note", Json::array()).status, 400);
  EXPECT_EQ(world.call({"POST", path + "/note", "{\"text\": "}).status, 400);
  EXPECT_GE(world.post(path + "/reroute", {{"centre", "nobody"}}).status, 400);
  EXPECT_EQ(world.get("/api/v1/tickets/RD-1999-000001").status, 404);
  EXPECT_EQ(world.post("/api/v1/tickets/RD-1999-000001/ack", Json::object()).status, 404);
}

TEST_F(Tickets, AreFiltered) {
  EXPECT_EQ(world.get("/api/v1/tickets?state=open&centre=mc-a&server=ids-1&type=disk_full").json["items"].size(), 1U);
  EXPECT_TRUE(world.get("/api/v1/tickets?state=closed").json["items"].empty());
}

TEST_F(Tickets, FailuresTrackingAndStatusTellTheSame) {
  const auto failure = world.get("/api/v1/failures?type=disk_full").json["items"].at(0);
  EXPECT_EQ(failure["ticket"], ticket["id"]);
  EXPECT_EQ(failure["count"], 1);
  EXPECT_TRUE(world.get("/api/v1/failures/cleared").json["items"].empty());
  const auto counter = world.get("/api/v1/tracking?type=disk_full").json["items"];
  ASSERT_FALSE(counter.empty());
  EXPECT_EQ(counter[0]["total"], 1);
  const auto status = world.get("/api/v1/status").json;
  EXPECT_EQ(status["alerts"], Json::parse(R"({"stored": 1, "pending": 0})"));
  EXPECT_EQ(status["tickets"]["open"], 1);
  EXPECT_EQ(status["failures"]["open"], 1);
  EXPECT_EQ(status["mail"]["pending"], 1);
  EXPECT_EQ(status["mail"]["dead"], 0);
  EXPECT_EQ(status["redistributions"]["running"], 0);
  EXPECT_EQ(status["agents"]["connected"], 0);
}

TEST_F(Tickets, TheirMailIsListedAndShown) {
  const auto mail = world.get("/api/v1/mail?ticket=" + ticket["id"].get<std::string>()).json["items"].at(0);
  EXPECT_EQ(mail["state"], "pending");
  const auto shown = world.get("/api/v1/mail/" + mail["number"].dump()).json;
  EXPECT_NE(shown["message"].get<std::string>().find(ticket["id"].get<std::string>()), std::string::npos);
  EXPECT_EQ(world.get("/api/v1/mail/999").status, 404);
  EXPECT_EQ(world.get("/api/v1/mail/x").status, 404);
  EXPECT_EQ(world.call({"POST", "/api/v1/mail/999/retry"}).status, 404);
}

TEST_F(Tickets, TheirMailIsHeldAndReleased) {
  const auto at = "/api/v1/mail/" + world.get("/api/v1/mail").json["items"].at(0)["number"].dump();
  EXPECT_EQ(world.post(at + "/hold", {{"text", "wrong centre"}}).json["state"], "held");
  EXPECT_EQ(world.post(at + "/hold", Json::object()).status, 409);
  EXPECT_EQ(world.get("/api/v1/status").json["mail"]["held"], 1);
  EXPECT_EQ(world.post(at + "/release", Json::object()).json["state"], "pending");
  EXPECT_EQ(world.post("/api/v1/mail/999/hold", Json::object()).status, 404);
  EXPECT_EQ(world.post(at + "/hold", {{"why", "no such name"}}).status, 400);
}

TEST_F(Tickets, AllMailIsHeldAndStatusSaysSo) {
  EXPECT_EQ(world.get("/api/v1/status").json["mail"]["hold"], nullptr);
  EXPECT_EQ(world.post("/api/v1/mail/hold", {{"text", "wrong address book"}}).json["held"], true);
  EXPECT_EQ(world.post("/api/v1/mail/hold", Json::object()).status, 409);
  const auto hold = world.get("/api/v1/status").json["mail"]["hold"];
  EXPECT_EQ(hold["why"], "wrong address book");
  EXPECT_FALSE(hold["by"].get<std::string>().empty());
  EXPECT_NE(world.call({"GET", "/metrics", "", "", "-"}).response.body.find("redrive_mail_hold 1\n"),
            std::string::npos);
  EXPECT_EQ(world.post("/api/v1/mail/release", Json::object()).json["held"], false);
  EXPECT_EQ(world.post("/api/v1/mail/release", Json::object()).status, 409);
}

TEST_F(Tickets, ATestMailIsQueuedForEachAddress) {
  const auto test = world.post("/api/v1/mail/test", {{"centre", "mc-a"}});
  EXPECT_EQ(test.status, 202);
  const auto mails = world.get("/api/v1/mail?ticket=" + test.json["test"].get<std::string>()).json["items"];
  ASSERT_FALSE(mails.empty());
  EXPECT_EQ(mails.at(0)["kind"], "test");
  EXPECT_EQ(world.post("/api/v1/mail/test", {{"centre", "nowhere"}}).status, 404);
}

TEST_F(Tickets, MetricsCountThem) {
  const std::string text = world.call({"GET", "/metrics", "", "", "-"}).response.body;
  EXPECT_NE(text.find("redrive_alerts_received_total{source=\"http\"} 1\n"), std::string::npos) << text;
  EXPECT_NE(text.find("redrive_tickets_opened_total{scope=\"device\"} 1\n"), std::string::npos);
  EXPECT_NE(text.find("redrive_outbox_depth 1\n"), std::string::npos);
  EXPECT_NE(text.find("redrive_alert_to_ticket_seconds_bucket{le=\"+Inf\"} 1\n"), std::string::npos);
}

}  // namespace
}  // namespace redrive::central
