// Tools through the API: the program as a package, its manifest after it, the one in use, and plans made by it.
#include <gmock/gmock.h>

#include "http_world.h"
#include "shared/wire/messages.h"
#include "tests/unit/central_core/signed_tool.h"
#include "tests/unit/sys/temp_dir.h"

namespace redrive::central {
namespace {

using test::program_of;
using test::signed_tool;
using testing::HasSubstr;

class ToolApi : public HttpTest {
 protected:
  ToolApi() {
    auto options = *world.options.get();
    options.tool_keys = {test::tool_key().public_key};
    world.options.set(std::move(options));
  }
  void send(const std::string& program) {
    const std::string target =
        "/api/v1/packages/" + base::digest_of(program) + "?size=" + std::to_string(program.size());
    ASSERT_EQ(world.call({"PUT", target, program, "application/octet-stream"}).status, 201);
  }
  Answer add(const model::ToolManifest& manifest) {
    return world.post("/api/v1/tools", {{"manifest", model::manifest_text(manifest)}});
  }
  void keep(const std::string& version) {
    send(program_of(version));
    ASSERT_EQ(add(signed_tool(version)).status, 201);
  }
  Answer use(const std::string& version) { return world.post("/api/v1/tools/" + version + "/use", Json::object()); }
  // An agent that has every tool it is asked to use.
  void connect(std::vector<std::string> capabilities = {"plan-tool", "platform:linux-x86_64"}) {
    world.agents.statuses = {{"ids-1", "key", "1.2", true, {}, std::move(capabilities)}};
    world.agents.answer = [](const std::string&, const wire::Message& request) -> base::Result<wire::Message> {
      model::Plan plan;
      plan.job = "J-1", plan.server = "ids-1";
      plan.devices = {{"dev-1", "failed: disk_full"}};
      plan.commands = {{"dpkg", "-i", "{package}"}};
      plan.digest = model::plan_digest(plan);
      plan.wishes = std::get<wire::PlanRequest>(request).wishes;
      return wire::PlanReply{plan};
    };
  }
};

TEST_F(ToolApi, AToolIsKeptShownUsedAndRemoved) {
  EXPECT_EQ(world.get("/api/v1/tools").json["items"], Json::array());
  EXPECT_EQ(add(signed_tool("1.4.0")).status, 409) << "its program is not here";
  send(program_of("1.4.0"));
  const auto added = add(signed_tool("1.4.0"));
  ASSERT_EQ(added.status, 201) << added.json;
  EXPECT_EQ(added.json["version"], "1.4.0");
  EXPECT_EQ(added.json["added_by"], "admin");
  EXPECT_EQ(added.json["in_use"], false);
  EXPECT_EQ(add(signed_tool("1.4.0")).status, 200);
  EXPECT_EQ(world.get("/api/v1/tools").json["items"], Json::array({added.json}));

  const auto shown = world.get("/api/v1/tools/1.4.0").json;
  EXPECT_EQ(shown["programs"].at(0)["manifest"], model::manifest_text(signed_tool("1.4.0")));
  EXPECT_EQ(world.get("/api/v1/tools/9.9").status, 404);

  EXPECT_EQ(use("1.4.0").json["programs"].at(0)["in_use"], true);
  EXPECT_EQ(world.call({"DELETE", "/api/v1/tools/1.4.0"}).status, 409);
  EXPECT_EQ(use("9.9").status, 404);
  EXPECT_EQ(use("own").status, 200);
  EXPECT_EQ(world.get("/api/v1/tools").json["items"].at(0)["in_use"], false);
  EXPECT_EQ(world.call({"DELETE", "/api/v1/tools/1.4.0"}).status, 204);
  EXPECT_EQ(world.call({"DELETE", "/api/v1/tools/1.4.0"}).status, 404);
  EXPECT_EQ(world.get("/api/v1/audit").json["items"].at(0)["what"], "remove tool");
}

TEST_F(ToolApi, WhatAgentsWouldNotRunIsNotTaken) {
  send(program_of("1.4.0"));
  EXPECT_THAT(add(signed_tool("1.4.0", "linux-x86_64", test::tool_key(2))).json["detail"].get<std::string>(),
              HasSubstr("not signed by the key"));
  auto longer = signed_tool("1.4.0");
  ++longer.size;
  model::sign(longer, test::tool_key());
  const auto refused = add(longer);
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.json["detail"].get<std::string>(), HasSubstr("and its program has"));
  EXPECT_EQ(world.post("/api/v1/tools", {{"manifest", "redrive-redistribute 2\n"}}).status, 400);
  EXPECT_EQ(world.post("/api/v1/tools", Json::object()).status, 400);
  EXPECT_EQ(world.get("/api/v1/tools").json["items"], Json::array());
}

TEST_F(ToolApi, AProgramThatWasDamagedHereMustBeSentAgain) {
  send(program_of("1.4.0"));
  std::string changed = program_of("1.4.0");
  changed[0] = 'P';
  sys::put_bytes(world.packages->path_of(base::digest_of(program_of("1.4.0"))), changed);
  EXPECT_EQ(add(signed_tool("1.4.0")).status, 409);
  send(program_of("1.4.0"));
  EXPECT_EQ(add(signed_tool("1.4.0")).status, 201);
}

TEST_F(ToolApi, APlanIsMadeByTheVersionThatIsNamedOrInUse) {
  keep("1.3.0"), keep("1.4.0"), connect();
  world.post("/api/v1/alerts", kAlert);
  world.settle();
  const Json all = {{"all_failed", true}};
  EXPECT_EQ(world.post("/api/v1/redistributions", all).json["items"].at(0)["plan"]["tool"], nullptr);
  use("1.4.0");
  EXPECT_EQ(world.get("/api/v1/plan/ids-1/J-1").json["tool"], "1.4.0");
  EXPECT_EQ(world.get("/api/v1/plan/ids-1/J-1?tool=1.3.0").json["tool"], "1.3.0");
  EXPECT_EQ(world.get("/api/v1/plan/ids-1/J-1?tool=own").json["tool"], nullptr);
  EXPECT_EQ(world.get("/api/v1/plan/ids-1/J-1?tool=9.9").status, 404);
  EXPECT_EQ(world.get("/api/v1/plan/ids-1/J-1?tol=own").status, 400);
  const auto planned = world.post("/api/v1/redistributions", {{"all_failed", true}, {"tool", "1.3.0"}});
  ASSERT_EQ(planned.status, 201) << planned.json;
  EXPECT_EQ(planned.json["items"].at(0)["plan"]["tool"], "1.3.0");
  EXPECT_EQ(world.get("/api/v1/redistributions").json["items"].at(0)["tool"], "1.3.0");
  const auto rollout = world.post("/api/v1/rollouts", all);
  EXPECT_EQ(rollout.json["items"].at(0)["plan"]["tool"], "1.4.0") << rollout.json;
}

TEST_F(ToolApi, AnAgentThatCannotRunItSaysSo) {
  keep("1.4.0"), use("1.4.0"), connect({"plan-wishes"});
  const auto named = world.get("/api/v1/plan/ids-1/J-1?tool=1.4.0");
  EXPECT_EQ(named.status, 503);
  EXPECT_THAT(named.json["detail"].get<std::string>(), HasSubstr("'ids-1' is of an earlier version"));
  const auto own = world.get("/api/v1/plan/ids-1/J-1").json;
  EXPECT_EQ(own["tool"], nullptr);
  EXPECT_EQ(own["preflight"].at(0)["what"], "tool");
  EXPECT_EQ(own["preflight"].at(0)["good"], false);
}

}  // namespace
}  // namespace redrive::central
