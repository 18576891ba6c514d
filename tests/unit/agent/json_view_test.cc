#include "agent/core/json_view.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/unit/agent/samples.h"

namespace redrive::agent {
namespace {

using model::DeviceState;
using nlohmann::json;
using test::context;
using test::fold;
using test::kNow;
using test::received;
using test::reported;

TEST(DumpJson, HoldsTheContractsKeys) {
  const JobRecord record =
      fold({received(2), reported("dev-2", DeviceState::kFailed, 1, "disk_full", "No \"space\"\n\xff")}, {"torn"});
  const json dump = json::parse(dump_json(record, "ids-1"));
  EXPECT_EQ(dump["job"], "J-1");
  EXPECT_EQ(dump["name"], "pos update");
  EXPECT_EQ(dump["server"], "ids-1");
  EXPECT_EQ(dump["received_at"], "2026-03-02T00:00:00Z");
  EXPECT_EQ(dump["packages"][1], (json{{"name", "data.tar"}, {"size", 4}, {"digest", base::digest_of("data")}}));
  EXPECT_EQ(dump["devices"], (json{"dev-1", "dev-2"}));
  EXPECT_EQ(dump["parameters"]["install"], (json{"dpkg", "-i", "{package}"}));
  EXPECT_EQ(dump["parameters"]["timeout"], "10m");
  EXPECT_EQ(dump["outcomes"]["dev-1"], (json{{"state", "pending"}, {"failure_type", nullptr}, {"at", nullptr}}));
  EXPECT_EQ(dump["outcomes"]["dev-2"]["state"], "failed");
  EXPECT_EQ(dump["outcomes"]["dev-2"]["failure_type"], "disk_full");
  EXPECT_EQ(dump["outcomes"]["dev-2"]["at"], "2026-03-02T00:00:00Z");
  EXPECT_EQ(dump["outcomes"]["dev-2"]["message"], "No \"space\"\n\xEF\xBF\xBD");
  EXPECT_EQ(dump["damage"], json{"torn"});
}

TEST(DumpJson, WithoutTheOrderItShowsWhatIsLeft) {
  const json dump = json::parse(dump_json(fold({reported("dev-1", DeviceState::kSucceeded)}, {"order lost"}), "ids-1"));
  EXPECT_TRUE(dump["name"].is_null());
  EXPECT_TRUE(dump["received_at"].is_null());
  EXPECT_EQ(dump["devices"], json::array());
  EXPECT_EQ(dump["outcomes"]["dev-1"]["state"], "succeeded");
  EXPECT_EQ(dump["damage"], json{"order lost"});
}

TEST(PlanJson, HoldsTheContractsKeys) {
  model::Plan plan = *make_plan(fold({received(1), RunEnded{1, kNow}}), context());
  plan.preflight = {{"device dev-1", false, "no answer"}};
  const json shown = json::parse(plan_json(plan));
  EXPECT_EQ(shown["job"], "J-1");
  EXPECT_EQ(shown["digest"], plan.digest);
  EXPECT_EQ(shown["completeness"], "verbatim");
  EXPECT_EQ(shown["run"], 2);
  EXPECT_EQ(shown["devices"], (json::array({json{{"device", "dev-1"}, {"reason", "never started"}}})));
  EXPECT_EQ(shown["commands"][0], (json{"dpkg", "-i", "app.deb"}));
  EXPECT_EQ(shown["commands"][2], (json{"check", "{device}"}));
  EXPECT_EQ(shown["diff"], json::array());
  EXPECT_EQ(shown["expires_at"], "2026-03-02T01:00:00Z");
  EXPECT_EQ(shown["preflight"][0], (json{{"what", "device dev-1"}, {"good", false}, {"detail", "no answer"}}));
}

TEST(JobsJson, ShowsEachJobInOneLine) {
  const JobRecord record = fold({received(3), reported("dev-1", DeviceState::kSucceeded),
                                 reported("dev-2", DeviceState::kFailed), RunEnded{1, kNow}});
  const json jobs = json::parse(jobs_json({summarise(record), summarise(fold({}, {"order lost"}))}));
  EXPECT_EQ(jobs[0]["state"], "finished");
  EXPECT_EQ(jobs[0]["devices"], 3);
  EXPECT_EQ(jobs[0]["succeeded"], 1);
  EXPECT_EQ(jobs[0]["failed"], 1);
  EXPECT_EQ(jobs[1]["state"], "unreadable");
  EXPECT_EQ(json::parse(jobs_json({})), json::array());
}

}  // namespace
}  // namespace redrive::agent
