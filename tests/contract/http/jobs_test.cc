// Packages, jobs and redistributions through the API, with agents that answer from a script.
#include <fcntl.h>
#include <sys/stat.h>

#include "http_world.h"
#include "shared/base/digest.h"
#include "tests/unit/sys/temp_dir.h"

namespace redrive::central {
namespace {

class Jobs : public HttpTest {
 protected:
  static constexpr std::string_view kBytes = "the content of a package, long enough to be cut";
  const std::string digest = base::digest_of(kBytes);
  const std::string path = "/api/v1/packages/" + digest;
  const std::string sized = path + "?size=" + std::to_string(kBytes.size());

  Answer put(const std::string& target, std::string_view bytes) {
    return world.call({"PUT", target, std::string(bytes), "application/octet-stream"});
  }
  Json job() {
    return {{"name", "app"},
            {"packages", Json::array({{{"name", "app.deb"}, {"size", kBytes.size()}, {"digest", digest}}})},
            {"servers", Json::array({"ids-*"})},
            {"parameters", {{"install", {"dpkg", "-i", "{package}"}}, {"timeout", "5m"}}}};
  }
};

TEST_F(Jobs, APackageIsSentInPartsAndVerified) {
  EXPECT_EQ(world.call({"HEAD", path}).status, 404);
  EXPECT_EQ(put(sized, kBytes.substr(0, 10)).status, 202);
  EXPECT_EQ(world.get(sized).json["offset"], 10);
  EXPECT_EQ(put(sized + "&offset=5", kBytes.substr(5)).status, 409);
  const auto done = put(sized + "&offset=10", kBytes.substr(10));
  EXPECT_EQ(done.status, 201);
  EXPECT_EQ(done.json["complete"], true);
  EXPECT_EQ(world.call({"HEAD", path}).status, 200);
  EXPECT_EQ(put(sized, kBytes).status, 200);
}

TEST_F(Jobs, WrongBytesAreDroppedAndBadRequestsRefused) {
  std::string wrong(kBytes);
  wrong[3] = 'X';
  EXPECT_EQ(put(sized, wrong).status, 400);
  EXPECT_EQ(world.call({"HEAD", path}).status, 404);
  EXPECT_EQ(world.get(sized).json["offset"], 0);
  EXPECT_EQ(put(sized, std::string(kBytes) + "more").status, 400);
  EXPECT_EQ(put(path, kBytes).status, 400);
  EXPECT_EQ(put("/api/v1/packages/..%2F..%2Fetc?size=1", "x").status, 400);
  EXPECT_EQ(put("/api/v1/packages/blake2b:00?size=1", "x").status, 400);
}

TEST_F(Jobs, AJobNeedsItsPackagesFirstAndIsStartedOncePerKey) {
  EXPECT_EQ(world.post("/api/v1/jobs", job()).status, 409);
  ASSERT_EQ(put(sized, kBytes).status, 201);
  const HttpWorld::Call start{"POST", "/api/v1/jobs", job().dump(), "application/json", "", "key-1"};
  const auto first = world.call(start);
  ASSERT_EQ(first.status, 201) << first.json;
  const auto again = world.call(start);
  EXPECT_TRUE(again.response.repeated);
  EXPECT_EQ(again.json, first.json);
  world.clock.advance(std::chrono::hours(25));  // the job knows its key for longer than the answer is kept
  const auto late = world.call(start);
  EXPECT_EQ(late.status, 200);
  EXPECT_EQ(late.json["job"], first.json["job"]);
  EXPECT_EQ(late.json["repeated"], true);
  const std::string id = first.json["job"];
  const auto shown = world.get("/api/v1/jobs/" + id).json;
  EXPECT_EQ(shown["state"], "queued");
  EXPECT_EQ(shown["devices"], 2);
  EXPECT_EQ(shown["parameters"]["timeout"], "5m");
  EXPECT_EQ(shown["packages"].at(0)["name"], "app.deb");
  EXPECT_EQ(shown["servers"].at(0)["server"], "ids-1");
  const auto devices = world.get("/api/v1/jobs/" + id + "/servers/ids-1").json["items"];
  ASSERT_EQ(devices.size(), 2U);
  EXPECT_EQ(devices[0]["state"], "pending");
  must(world.decider->ask(RollCall{}));  // from here on its agent, which there is not, is waited for
  world.clock.advance(std::chrono::hours(1));
  must(world.decider->ask(RollCall{}));
  const auto given_up = world.get("/api/v1/jobs/" + id).json;
  EXPECT_EQ(given_up["state"], "no_report") << given_up;
  EXPECT_EQ(given_up["failed"], 2);
  const auto ended = world.get("/api/v1/jobs/" + id + "/servers/ids-1").json["items"][0];
  EXPECT_EQ(ended["state"], "failed");
  EXPECT_EQ(ended["failure_type"], "no_report");
  EXPECT_EQ(ended["at"], nullptr);
  EXPECT_EQ(world.get("/api/v1/jobs").json["items"].at(0)["state"], "no_report");
  EXPECT_EQ(world.get("/api/v1/jobs?state=no_report&server=ids-1").json["items"].size(), 1U);
  EXPECT_EQ(world.get("/api/v1/jobs?state=finished").json["items"].size(), 0U);
  EXPECT_EQ(world.get("/api/v1/jobs?server=ids-2").json["items"].size(), 0U);
  EXPECT_EQ(world.call({"POST", "/api/v1/jobs/" + id + "/cancel"}).status, 202);
  EXPECT_EQ(world.get("/api/v1/jobs/J-none").status, 404);
  EXPECT_EQ(world.get("/api/v1/jobs/" + id + "/servers/none").status, 404);
}

TEST_F(Jobs, ADamagedCopyIsReplacedByWhatIsSentAgain) {
  ASSERT_EQ(put(sized, kBytes).status, 201);
  const auto file = world.packages->path_of(digest);
  std::string changed(kBytes);
  changed[5] = '!';
  for (const auto& damaged : {changed, std::string(kBytes.substr(0, 9)), std::string(kBytes) + "more"}) {
    sys::put_bytes(file, damaged);
    EXPECT_EQ(world.get(sized).json["offset"], 0) << damaged;
    EXPECT_EQ(world.call({"HEAD", path}).status, 404) << damaged;
    EXPECT_EQ(put(sized, kBytes).status, 201) << damaged;
    sys::put_bytes(file, damaged);
    EXPECT_EQ(put(sized, kBytes).status, 201) << "without having asked";
    EXPECT_EQ(sys::bytes_of(file), kBytes);
  }
  EXPECT_EQ(put(sized, kBytes).status, 200) << "a good one stays";
}

TEST_F(Jobs, AJobBeingStartedKeepsItsPackagesFromTheCleanUp) {
  const auto now = base::SystemClock().utc();
  const sys::ContentStore::TrimLimits all_unused{{}, now + std::chrono::hours(1), now, 0};
  const auto clean_up_later = [&] {
    const struct timespec long_ago[] = {{1, 0}, {1, 0}};
    ASSERT_EQ(::utimensat(AT_FDCWD, world.packages->path_of(digest).c_str(), long_ago, 0), 0);
  };
  ASSERT_EQ(put(sized, kBytes).status, 201);
  clean_up_later();
  const HttpWorld::Call start{"POST", "/api/v1/jobs", job().dump(), "application/json", "", "key-1"};
  ASSERT_EQ(world.call(start).status, 201);
  ASSERT_TRUE(world.packages->trim(all_unused));  // of one that read what is needed before the job was there
  EXPECT_TRUE(world.packages->has(digest));
  clean_up_later();
  ASSERT_TRUE(world.packages->trim(all_unused));
  EXPECT_FALSE(world.packages->has(digest));
  const auto late = world.post("/api/v1/jobs", job());
  ASSERT_EQ(late.status, 409);
  EXPECT_NE(late.json["detail"].get<std::string>().find("app.deb (" + digest + ")"), std::string::npos) << late.json;
  EXPECT_TRUE(world.call(start).response.repeated) << "it was started once, whatever became of its packages";
}

TEST_F(Jobs, AMalformedJobIsToldAllThatIsWrong) {
  const auto answer =
      world.call({"POST", "/api/v1/jobs", R"({"packages": [{"name": "../x", "size": -1, "digest": "d"}, 7],
      "servers": [7], "parameters": {"timeout": "long", "instal": []}, "color": 1})"});
  EXPECT_EQ(answer.status, 400);
  const std::string detail = answer.json["detail"];
  for (const char* part : {"\"name\" is needed", "packages[0]", "\"size\"", "packages[1]", "servers[0]", "\"timeout\"",
                           "\"instal\"", "\"color\""}) {
    EXPECT_NE(detail.find(part), std::string::npos) << part << " in " << detail;
  }
}

TEST_F(Jobs, ADumpIsWhatTheAgentSays) {
  EXPECT_EQ(world.get("/api/v1/dump/ids-1/J-1").status, 503);
  world.agents.answer = [](const std::string&, const wire::Message& request) -> base::Result<wire::Message> {
    if (std::get<wire::DumpRequest>(request).job != "J-1") return base::fail(base::ErrorCode::kNotFound, "no such job");
    wire::DumpReply reply;
    reply.order.job = "J-1", reply.order.name = "app", reply.order.server = "ids-1", reply.order.devices = {"dev-1"};
    model::DeviceOutcome failed{"dev-1", model::DeviceState::kFailed, "disk_full", "", "",
                                1,       base::ManualClock().utc()};
    reply.outcomes = {failed};
    return reply;
  };
  const auto dump = world.get("/api/v1/dump/ids-1/J-1").json;
  EXPECT_EQ(dump["outcomes"]["dev-1"]["state"], "failed");
  EXPECT_EQ(dump["outcomes"]["dev-1"]["failure_type"], "disk_full");
  EXPECT_EQ(dump["devices"], Json::array({"dev-1"}));
  EXPECT_EQ(dump["damage"], Json::array());
  EXPECT_EQ(world.get("/api/v1/dump/ids-1/J-2").status, 404);
}

TEST_F(Jobs, ARedistributionIsPlannedApprovedByItsDigestAndOnlyThat) {
  EXPECT_EQ(world.post("/api/v1/redistributions", {{"all_failed", true}}).status, 404);
  world.post("/api/v1/alerts", kAlert);
  world.settle();
  EXPECT_EQ(world.post("/api/v1/redistributions", {{"all_failed", true}}).status, 503);  // nobody is there
  world.agents.answer = [](const std::string&, const wire::Message&) -> base::Result<wire::Message> {
    return wire::PlanReply{sample_plan()};
  };
  EXPECT_EQ(world.get("/api/v1/plan/ids-1/J-1").json["digest"], sample_plan().digest);
  EXPECT_TRUE(world.get("/api/v1/redistributions").json["items"].empty());
  const auto planned = world.post("/api/v1/redistributions", {{"all_failed", true}});
  ASSERT_EQ(planned.status, 201) << planned.json;
  const Json one = planned.json["items"].at(0);
  EXPECT_EQ(one["plan"]["devices"].at(0)["device"], "dev-1");
  const std::string path_of_one = "/api/v1/redistributions/" + one["id"].get<std::string>();
  EXPECT_EQ(world.post(path_of_one + "/approve", {{"digest", base::digest_of("other")}}).status, 409);
  EXPECT_EQ(world.post(path_of_one + "/approve", Json::object()).status, 400);
  const auto approved = world.post(path_of_one + "/approve", {{"digest", sample_plan().digest}});
  EXPECT_EQ(approved.json["state"], "approved");
  EXPECT_EQ(approved.json["decided_by"], "admin");
  EXPECT_EQ(world.post(path_of_one + "/refuse", {{"why", "late"}}).status, 409);
  EXPECT_EQ(world.get(path_of_one).json["plan"]["digest"], sample_plan().digest);
  EXPECT_EQ(world.get("/api/v1/status").json["redistributions"]["running"], 1);
  EXPECT_EQ(world.get("/api/v1/redistributions?state=approved").json["items"].size(), 1U);
}

TEST_F(Jobs, APlanIsShownWithoutSomeDevicesAndFromTheStart) {
  model::PlanWishes asked;
  world.agents.answer = [&](const std::string&, const wire::Message& message) -> base::Result<wire::Message> {
    asked = std::get<wire::PlanRequest>(message).wishes;
    auto made = sample_plan();
    made.wishes = asked;
    return wire::PlanReply{made};
  };
  const auto shown = world.get("/api/v1/plan/ids-1/J-1?exclude=till-*&exclude=dev-7&only=dev-*&from_start");
  EXPECT_EQ(shown.status, 200) << shown.json;
  EXPECT_EQ(asked, (model::PlanWishes{{"dev-7", "till-*"}, true, "", {"dev-*"}}));
  EXPECT_EQ(shown.json["exclude"], Json::array({"dev-7", "till-*"}));
  EXPECT_EQ(shown.json["from_start"], true);
  for (const char* wrong : {"exclude=a/b", "only=a/b", "from_start=perhaps", "from_start&from_start", "wave=2"}) {
    const auto refused = world.get(std::string("/api/v1/plan/ids-1/J-1?") + wrong);
    EXPECT_EQ(refused.status, 400) << wrong;
    const std::string name(wrong, std::string_view(wrong).find_first_of("=&"));
    EXPECT_NE(refused.json["detail"].get<std::string>().find("\"" + name + "\""), std::string::npos) << refused.json;
  }
}

TEST_F(Jobs, AnAgentThatLeavesNoDeviceOutShowsNoPlanWithoutSome) {
  world.agents.answer = [](const std::string&, const wire::Message&) -> base::Result<wire::Message> {
    return wire::PlanReply{sample_plan()};
  };
  EXPECT_EQ(world.get("/api/v1/plan/ids-1/J-1?exclude=dev-7").status, 503);
  EXPECT_EQ(world.get("/api/v1/plan/ids-1/J-1?only=dev-1").status, 503);
}

TEST_F(Jobs, ASelectionIsOneOfItsKinds) {
  for (const char* body :
       {"{}", R"({"server": "ids-1"})", R"({"job": "J-1"})", R"({"server": "s", "job": "j", "ticket": "t"})",
        R"({"ticket": "t", "all_failed": true})", R"({"all_failed": false})", R"({"chosen": []})",
        R"({"chosen": [{"server": "s", "job": "j"}], "all_failed": true})",
        R"({"chosen": [{"server": "s", "job": "j"}], "only": ["dev-1"]})"}) {
    EXPECT_EQ(world.call({"POST", "/api/v1/redistributions", body}).status, 400) << body;
  }
}

}  // namespace
}  // namespace redrive::central
