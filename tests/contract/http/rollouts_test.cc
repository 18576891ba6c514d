// Rollouts through the API, with agents that answer from a script.
#include <gmock/gmock.h>

#include "http_world.h"
#include "shared/base/digest.h"

namespace redrive::central {
namespace {

class RolloutApi : public HttpTest {
 protected:
  // A failure, and an agent that has a plan for it.
  void fail() {
    world.post("/api/v1/alerts", kAlert);
    world.settle();
    world.agents.answer = [](const std::string&, const wire::Message&) -> base::Result<wire::Message> {
      return wire::PlanReply{sample_plan()};
    };
  }
  Answer planned(Json more = {{"all_failed", true}}) { return world.post("/api/v1/rollouts", more); }
  static std::string path_of(const Answer& answer) {
    return "/api/v1/rollouts/" + answer.json["id"].get<std::string>();
  }
};

TEST_F(RolloutApi, IsPlannedApprovedByItsDigestAndSteered) {
  EXPECT_EQ(planned().status, 404) << "nothing failed";
  fail();
  const auto made = planned({{"type", "disk_full"}, {"canary", 2}, {"wave", "10%"}, {"pace", "5m"}, {"stop_at", "0%"}});
  ASSERT_EQ(made.status, 201) << made.json;
  EXPECT_EQ(made.json["what"], "disk_full");
  EXPECT_EQ(made.json["state"], "planned");
  EXPECT_EQ(made.json["wave"], "10%");
  EXPECT_EQ(made.json["pace"], "5m");
  EXPECT_EQ(made.json["devices"], 1);
  EXPECT_EQ(made.json["items"].at(0)["plan"]["digest"], sample_plan().digest);
  EXPECT_EQ(made.json["members"].at(0)["redistribution"], made.json["items"].at(0)["id"]);
  const std::string path = path_of(made);
  EXPECT_EQ(world.post(path + "/pause", Json::object()).status, 409) << "it is not running";
  EXPECT_EQ(world.post(path + "/approve", {{"digest", base::digest_of("other")}}).status, 409);
  EXPECT_EQ(world.post(path + "/approve", Json::object()).status, 400);
  ASSERT_EQ(world.post(path + "/approve", {{"digest", made.json["digest"]}}).status, 200);
  world.when(path, [](const Json& rollout) { return rollout["members"].at(0)["state"] == "approved"; });
  EXPECT_EQ(world.post(path + "/pause", {{"why", "lunch"}}).json["why"], "paused by admin: lunch");
  EXPECT_EQ(world.post(path + "/resume", Json::object()).json["state"], "running");
  EXPECT_EQ(world.post(path + "/cancel", Json::object()).json["state"], "cancelling");
  world.when(path, [](const Json& rollout) { return rollout["state"] == "cancelled"; });
  EXPECT_EQ(world.get("/api/v1/rollouts?state=cancelled").json["items"].size(), 1U);
  EXPECT_EQ(world.get("/api/v1/rollouts/RO-none").status, 404);
}

TEST_F(RolloutApi, OfWhatWasChosenHoldsJustThatAndSaysWhichIsWrong) {
  fail();
  const Json dev_1{{"server", "ids-1"}, {"job", "J-1"}, {"device", "dev-1"}};
  world.agents.answer = [](const std::string&, const wire::Message& message) -> base::Result<wire::Message> {
    auto plan = sample_plan();
    plan.wishes = std::get<wire::PlanRequest>(message).wishes;
    return wire::PlanReply{plan};
  };
  const auto made = planned({{"chosen", Json::array({dev_1})}});
  ASSERT_EQ(made.status, 201) << made.json;
  EXPECT_EQ(made.json["what"], "1 chosen failure on 1 server");
  EXPECT_EQ(made.json["items"].at(0)["plan"]["only"], Json::array({"dev-1"}));
  const auto whole = planned({{"chosen", Json::array({{{"server", "ids-1"}, {"job", "J-1"}}})}});
  EXPECT_EQ(whole.json["what"], "J-1 on 1 server");
  EXPECT_EQ(whole.json["items"].at(0)["plan"]["only"], Json::array());
  const auto gone =
      planned({{"chosen", Json::array({dev_1, {{"server", "ids-1"}, {"job", "J-1"}, {"device", "dev-2"}}})}});
  EXPECT_EQ(gone.status, 404);
  EXPECT_EQ(gone.json["detail"], "chosen[1]: no failure of dev-2 in J-1 on ids-1 is known");
  const auto wrong = planned({{"chosen", Json::array({dev_1, {{"server", "ids-1"}, {"device", "dev-*"}}})}});
  EXPECT_EQ(wrong.status, 400);
  EXPECT_THAT(wrong.json["detail"],
              testing::HasSubstr("chosen[1]: \"job\" is needed; device name 'dev-*' may hold only"));
  EXPECT_EQ(planned({{"chosen", Json::array()}}).status, 400);
  EXPECT_EQ(planned({{"chosen", Json(10'001, dev_1)}}).status, 400);
}

TEST_F(RolloutApi, RefusedItSaysWhy) {
  fail();
  const auto made = planned();
  EXPECT_EQ(world.post(path_of(made) + "/refuse", Json::object()).status, 400);
  const auto refused = world.post(path_of(made) + "/refuse", {{"why", "not before Monday"}});
  EXPECT_EQ(refused.json["state"], "refused");
  EXPECT_EQ(refused.json["why"], "not before Monday");
}

TEST_F(RolloutApi, WhatIsWrongWithTheWavesIsTold) {
  fail();
  const std::pair<const char*, const char*> wrong[] = {
      {R"({"all_failed": true, "wave": "150%"})", "\\\"wave\\\" is a number of servers"},
      {R"({"all_failed": true, "wave": 0})", "\\\"wave\\\" is a number of servers"},
      {R"({"all_failed": true, "wave": "0%"})", "a wave of 0 %"},
      {R"({"all_failed": true, "stop_at": 20})", "\\\"stop_at\\\" is a share"},
      {R"({"all_failed": true, "pace": "31d"})", "a pace of 31d"},
      {R"({"all_failed": true, "deadline": "2020-01-01T00:00:00Z"})", "has passed"},
      {R"({"all_failed": true, "hours": ["22-5"], "zone": "UTC"})", "22-5"},
      {R"({"all_failed": true, "hours": ["Mo 22:00-05:00"]})", "hours and zone"},
      {R"({"all_failed": true, "hours": ["Mo 22:00-05:00"], "zone": "Mars/Olympus"})", "Mars/Olympus"},
      {R"({"all_failed": true, "speed": 9})", "speed"},
      {R"({"ticket": "t", "type": "disk_full"})", "one of "},
  };
  for (const auto& [body, told] : wrong) {
    const auto answer = world.call({"POST", "/api/v1/rollouts", body});
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_NE(answer.json.dump().find(told), std::string::npos) << body << "\n" << answer.json;
  }
  EXPECT_TRUE(world.get("/api/v1/rollouts").json["items"].empty());
}

}  // namespace
}  // namespace redrive::central
