#include "agent/core/json_view.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "shared/view/view.h"
#include "tests/unit/agent/samples.h"

namespace redrive::agent {
namespace {

using model::DeviceState;
using nlohmann::json;
using test::fold;
using test::kNow;
using test::received;
using test::reported;

json shown(JobRecord record) {
  std::string text;
  view::dump_json(dump_of(std::move(record), "ids-1"), [&](std::string_view piece) { text += piece; });
  return json::parse(text);
}

TEST(DumpOf, IsWhatTheJobLogAddsUpTo) {
  const json dump = shown(fold({received(2), reported("dev-2", DeviceState::kFailed, 1, "disk_full")}, {"torn"}));
  EXPECT_EQ(dump["job"], "J-1");
  EXPECT_EQ(dump["server"], "ids-1");
  EXPECT_EQ(dump["received_at"], "2026-03-02T00:00:00Z");
  EXPECT_EQ(dump["packages"][1], (json{{"name", "data.tar"}, {"size", 4}, {"digest", base::digest_of("data")}}));
  EXPECT_EQ(dump["devices"], (json{"dev-1", "dev-2"}));
  EXPECT_EQ(dump["outcomes"]["dev-1"]["state"], "pending");
  EXPECT_EQ(dump["outcomes"]["dev-2"]["failure_type"], "disk_full");
  EXPECT_EQ(dump["damage"], json{"torn"});
}

TEST(DumpOf, WithoutTheOrderKeepsWhatIsLeft) {
  const json dump = shown(fold({reported("dev-1", DeviceState::kSucceeded)}, {"order lost"}));
  EXPECT_EQ(dump["job"], "J-1");
  EXPECT_EQ(dump["server"], "ids-1");
  EXPECT_TRUE(dump["name"].is_null());
  EXPECT_EQ(dump["outcomes"]["dev-1"]["state"], "succeeded");
  EXPECT_EQ(dump["damage"], json{"order lost"});
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
