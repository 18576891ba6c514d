// The webhook of Prometheus' Alertmanager.
#include "http_world.h"

namespace redrive::central {
namespace {

Json webhook(std::vector<Json> alerts) {
  return {{"version", "4"}, {"groupKey", "{}:{}"}, {"status", "firing"}, {"receiver", "redrive"}, {"alerts", alerts}};
}

Json firing() {
  return {{"status", "firing"},
          {"labels",
           {{"alertname", "DiskFull"},
            {"instance", "dev-1:9100"},
            {"server", "ids-1"},
            {"failure_type", "disk_full"},
            {"severity", "page"}}},
          {"annotations", {{"summary", "disk is full"}, {"runbook", "https://example.org"}}},
          {"startsAt", "2026-03-02T00:02:13Z"},
          {"endsAt", "0001-01-01T00:00:00Z"},
          {"fingerprint", "d1f2"}};
}

class Alertmanager : public HttpTest {
 protected:
  Answer send(std::vector<Json> alerts) {
    return world.post("/api/v1/alerts/alertmanager", webhook(std::move(alerts)));
  }
  Json newest() { return world.get("/api/v1/alerts").json["items"][0]; }
};

TEST_F(Alertmanager, LabelsAndAnnotationsBecomeTheAlert) {
  EXPECT_EQ(send({firing()}).status, 202);
  const Json item = newest();
  EXPECT_EQ(item["id"], "d1f2-2026-03-02T00:02:13Z");
  EXPECT_EQ(item["device"], "dev-1");  // the port is the exporter's: the inventory knows dev-1 only
  EXPECT_EQ(item["server"], "ids-1");
  EXPECT_EQ(item["failure_type"], "disk_full");
  EXPECT_EQ(item["message"], "disk is full");
  EXPECT_EQ(item["occurred_at"], "2026-03-02T00:02:13Z");
  EXPECT_EQ(item["extra"]["labels"]["severity"], "page");
  EXPECT_EQ(item["extra"]["annotations"]["runbook"], "https://example.org");
}

TEST_F(Alertmanager, ANameWithAPortThatNobodyKnowsStaysWhole) {
  Json alert = firing();
  alert["labels"]["instance"] = "other:9100";
  send({alert});
  EXPECT_EQ(newest()["device"], "other:9100");
}

TEST_F(Alertmanager, TheSameNotificationAgainIsARepeatButTheEndIsNot) {
  EXPECT_EQ(send({firing()}).json["accepted"], 1);
  EXPECT_EQ(send({firing()}).json["repeated"], 1);
  Json resolved = firing();
  resolved["status"] = "resolved";
  resolved["endsAt"] = "2026-03-02T01:00:00Z";
  EXPECT_EQ(send({resolved}).json["accepted"], 1);
  EXPECT_EQ(newest()["status"], "resolved");
  EXPECT_EQ(newest()["occurred_at"], "2026-03-02T01:00:00Z");
}

TEST_F(Alertmanager, BadAlertsAreNumberedAndTheGoodTaken) {
  Json nameless = firing();
  nameless["labels"] = {{"alertname", "x"}};
  Json strange = firing();
  strange["status"] = "pending";
  Json bare = firing();
  bare["labels"] = {{"alertname", "Lost"}, {"instance", "dev-2"}};
  bare.erase("annotations");
  bare["fingerprint"] = "other";
  const auto answer = send({nameless, strange, Json(17), bare});
  EXPECT_EQ(answer.json["accepted"], 1);
  EXPECT_EQ(answer.json["rejected"].size(), 3U);
  EXPECT_EQ(answer.json["rejected"][2]["line"], 3);
  EXPECT_EQ(newest()["message"], "Lost");
}

TEST_F(Alertmanager, AnythingElseIsA400) {
  for (const char* body : {"{}", "[]", "{\"alerts\": {}}", "x", "{\"alerts\": []}"}) {
    EXPECT_EQ(world.call({"POST", "/api/v1/alerts/alertmanager", body}).status, 400) << body;
  }
}

}  // namespace
}  // namespace redrive::central
