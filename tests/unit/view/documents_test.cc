// What programs and people read from dumps and plans: the names, what is null, and that text and tree are one document.
#include <gtest/gtest.h>

#include "shared/model/tool.h"
#include "shared/view/json.h"
#include "shared/view/view.h"

namespace redrive::view {
namespace {

using model::DeviceState;

const base::UtcTime kAt = base::utc_from_micros(1'772'409'600'000'000);

wire::DumpReply sample_dump() {
  wire::DumpReply dump;
  dump.order = {"J-1", "pos update", "ids-1", {{"app.deb", 3, "blake2b:00"}}, {"dev-2", "dev-1"}, {}};
  dump.order.parameters.install = {"dpkg", "-i", "{package}"};
  dump.received_at = kAt;
  dump.outcomes = {{"dev-1", DeviceState::kFailed, "disk_full", "No \"space\"\n\xff\x7f", "app.deb", 2, kAt}};
  dump.damage = {"torn"};
  return dump;
}

model::Plan sample_plan() {
  model::Plan plan;
  plan.job = "J-1";
  plan.server = "ids-1";
  plan.devices = {{"dev-1", "failed: disk_full", 2}};
  plan.parameters.install = {"dpkg", "-i", "{package}"};
  plan.parameters.verify = {"check"};
  plan.packages = {{"app.deb", 3, "blake2b:00"}};
  plan.missing_packages = {"app.deb"};
  plan.commands = {{"dpkg", "-i", "app.deb"}, {"check", "{device}"}};
  plan.diff = {"devices: 1 of 2"};
  plan.preflight = {{"device dev-1", false, "no answer \xf0\x9f", "mend it"}};
  plan.parts = {{"order"}, {"outcomes", model::Completeness::kInferred, "torn"}};
  plan.wishes.exclude = {"dev-9*"};
  plan.bytes = 3;
  plan.estimate = std::chrono::milliseconds(119'500);
  plan.digest = "blake2b:11";
  return plan;
}

std::string dumped(const wire::DumpReply& dump) {
  std::string text;
  dump_json(dump, [&](std::string_view piece) { text += piece; });
  return text;
}

TEST(DumpJson, IsThisDocument) {
  EXPECT_EQ(dumped(sample_dump()),
            R"({"job":"J-1","name":"pos update","server":"ids-1","received_at":"2026-03-02T00:00:00Z",)"
            R"("packages":[{"name":"app.deb","size":3,"digest":"blake2b:00"}],"devices":["dev-2","dev-1"],)"
            R"("parameters":{"before":[],"install":["dpkg","-i","{package}"],"verify":[],"after":[],"timeout":"10m",)"
            R"("retries":0,"parallel":8,"bandwidth":0,"window":""},"outcomes":{)"
            R"("dev-2":{"state":"pending","failure_type":null,"at":null,"run":null,"message":null,"package":null},)"
            R"("dev-1":{"state":"failed","failure_type":"disk_full","at":"2026-03-02T00:00:00Z","run":2,)"
            "\"message\":\"No \\\"space\\\"\\n\xEF\xBF\xBD\x7f\",\"package\":\"app.deb\"}},\"damage\":[\"torn\"]}");
}

TEST(DumpJson, WithoutTheOrderShowsWhatIsLeft) {
  wire::DumpReply dump;
  dump.order.job = "J-1";
  dump.order.server = "ids-1";
  dump.outcomes = {{"dev-1", DeviceState::kSucceeded, "", "", "", 1, kAt}};
  dump.damage = {"order lost"};
  EXPECT_EQ(dumped(dump),
            R"({"job":"J-1","name":null,"server":"ids-1","received_at":null,"packages":[],"devices":[],)"
            R"("parameters":{},"outcomes":{"dev-1":{"state":"succeeded","failure_type":null,)"
            R"("at":"2026-03-02T00:00:00Z","run":1,"message":null,"package":null}},"damage":["order lost"]})");
}

TEST(DumpJson, ALargeOneComesInPieces) {
  wire::DumpReply dump = sample_dump();
  for (int i = 0; i < 10'000; ++i) dump.order.devices.push_back("more-" + std::to_string(i));
  std::string whole;
  std::size_t longest = 0;
  dump_json(dump, [&](std::string_view piece) { whole += piece, longest = std::max(longest, piece.size()); });
  EXPECT_EQ(whole, to_text(to_json(dump)));
  EXPECT_LT(longest, whole.size() / 10);
}

TEST(PlanJson, IsThisDocument) {
  EXPECT_EQ(
      plan_json(sample_plan()),
      R"({"job":"J-1","server":"ids-1","run":2,"digest":"blake2b:11","completeness":"verbatim",)"
      R"("devices":[{"device":"dev-1","reason":"failed: disk_full","resume_at":"verify"}],)"
      R"("commands":[["dpkg","-i","app.deb"],["check","{device}"]],"diff":["devices: 1 of 2"],)"
      R"("expires_at":null,"packages":[{"name":"app.deb","size":3,"digest":"blake2b:00"}],)"
      R"("missing_packages":["app.deb"],"parameters":{"before":[],"install":["dpkg","-i","{package}"],"verify":["check"],"after":[],)"
      R"("timeout":"10m","retries":0,"parallel":8,"bandwidth":0,"window":""},)"
      "\"preflight\":[{\"what\":\"device dev-1\",\"good\":false,\"detail\":\"no answer \xEF\xBF\xBD\",\"todo\":\"mend "
      "it\"}],"
      R"("parts":[{"part":"order","completeness":"verbatim","note":null},)"
      R"({"part":"outcomes","completeness":"inferred","note":"torn"}],"exclude":["dev-9*"],"only":[],"from_start":false,"tool":null,)"
      R"("bytes":3,"estimate":"2m"})");
}

TEST(PlanJson, NamesTheVersionOfTheToolThatMadeIt) {
  model::ToolManifest manifest{"1.4.0", "linux-x86_64", 1, 5, "blake2b:" + std::string(64, '0'), std::string(128, '0')};
  model::Plan plan = sample_plan();
  plan.wishes.tool = model::manifest_text(manifest);
  EXPECT_NE(plan_json(plan).find(R"("tool":"1.4.0")"), std::string::npos) << plan_json(plan);
}

TEST(Documents, AreTheSameBytesAsTextAndAsTree) {
  EXPECT_EQ(dumped(sample_dump()), to_text(to_json(sample_dump())));
  EXPECT_EQ(dumped({}), to_text(to_json(wire::DumpReply{})));
  EXPECT_EQ(plan_json(sample_plan()), to_text(to_json(sample_plan())));
  EXPECT_EQ(plan_json({}), to_text(to_json(model::Plan{})));
}

TEST(Documents, ALargeTreeIsBuiltWithoutSearchingItsNames) {
  wire::DumpReply dump = sample_dump();
  dump.order.devices.clear();
  for (int i = 0; i < 50'000; ++i) dump.order.devices.push_back(fmt::format("dev-{}", i));
  EXPECT_EQ(to_json(dump)["outcomes"].size(), 50'000U);
}

}  // namespace
}  // namespace redrive::view
