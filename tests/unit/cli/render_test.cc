#include "cli/render.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

#include "cli/marks.h"
#include "cli/rollout_text.h"

namespace redrive::cli {
namespace {

const Json kItem =
    Json::parse(R"({"name": "a", "n": 3, "on": true, "none": null, "list": ["x", "y"], "in": {"side": 1.5}})");

TEST(Value, ShowsEveryKindAsText) {
  EXPECT_EQ(value(kItem, "name"), "a");
  EXPECT_EQ(value(kItem, "n"), "3");
  EXPECT_EQ(value(kItem, "on"), "yes");
  EXPECT_EQ(value(kItem, "none"), "");
  EXPECT_EQ(value(kItem, "absent"), "");
  EXPECT_EQ(value(kItem, "list"), "x, y");
  EXPECT_EQ(value(kItem, "in.side"), "1.5");
  EXPECT_EQ(value(kItem, "name.side"), "");
}

TEST(LocalTime, IsTheTerminalsAndLeavesOtherTextAlone) {
  ::setenv("TZ", "UTC-5:30", 1);
  ::tzset();
  EXPECT_EQ(local_time("2026-03-02T00:02:13Z"), "2026-03-02 05:32:13");
  EXPECT_EQ(local_time("soon"), "soon");
  EXPECT_EQ(local_time(""), "");
}

TEST(TableOf, SaysWhatToDoWhenThereIsNothing) {
  EXPECT_EQ(table_of(Json::array(), {field("NAME", "name")}, "no agents"), "no agents\n");
}

TEST(TableOf, ShowsTheChosenColumns) {
  const Json items = Json::parse(R"([{"name": "a", "why": "one\ntwo"}, {"name": "bb"}])");
  const std::string table = table_of(items, {field("NAME", "name"), first_line_of("WHY", "why")}, "");
  EXPECT_EQ(paint(table, Surface::kFile), "NAME  WHY\na     one\nbb\n");
}

TEST(Facts, LeavesOutWhatIsNotKnown) {
  EXPECT_EQ(facts(kItem, {field("name", "name"), field("nothing", "none")}), "name  a\n");
}

TEST(PlanText, SaysWhatRunsWhereAndWhy) {
  const Json plan =
      Json::parse(R"({"job": "J-1", "server": "ids-1", "run": 2, "digest": "blake2b:00", "completeness": "verbatim",
    "expires_at": null, "devices": [{"device": "dev-1", "reason": "failed: disk_full"}], "packages": [{"name": "app.bin"}],
    "commands": [["dpkg", "-i", "app.bin"]], "diff": ["devices: 1 of 2"], "preflight": [{"what": "space", "good": false, "detail": "none"}]})");
  const std::string text = paint(plan_text(plan), Surface::kFile);
  for (const char* part : {"run 2, 1 device\n", "dev-1   failed: disk_full", "copy app.bin", "dpkg -i app.bin",
                           "devices: 1 of 2", "NOT GOOD"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
}

TEST(PlanText, NamesTheToolThatMadeIt) {
  Json plan = Json::parse(R"({"job": "J-1", "server": "ids-1", "run": 2, "tool": "1.4.0", "devices": [], "packages": [],
    "commands": [], "diff": [], "preflight": []})");
  EXPECT_NE(plan_text(plan).find("tool  1.4.0"), std::string::npos) << plan_text(plan);
  plan["tool"] = nullptr;
  EXPECT_EQ(plan_text(plan).find("tool"), std::string::npos) << plan_text(plan);
}

TEST(RolloutPlanText, HasAToolColumnWhereToolsMadeThePlans) {
  Json rollout =
      Json::parse(R"({"id": "RO-1", "digest": "blake2b:00", "servers": 1, "devices": 1, "waves": 1, "pace": "0s",
    "wave": "25%", "members": [], "items": [{"id": "R-1", "server": "ids-1", "job": "J-1", "error": null, "plan": {
    "devices": [], "preflight": [], "completeness": "verbatim", "tool": "1.4.0"}}]})");
  const std::string text = paint(rollout_plan_text(rollout), Surface::kFile);
  EXPECT_NE(text.find("JOB LOG   TOOL\n"), std::string::npos) << text;
  EXPECT_NE(text.find("verbatim  1.4.0\n"), std::string::npos) << text;
  rollout["items"][0]["plan"]["tool"] = nullptr;
  EXPECT_EQ(rollout_plan_text(rollout).find("TOOL"), std::string::npos) << rollout_plan_text(rollout);
}

}  // namespace
}  // namespace redrive::cli
