// Logins, users and tokens over HTTP; two persons; the audit trail.
#include "http_world.h"
#include "shared/link/keys.h"

namespace redrive::central {
namespace {

class PeopleOverHttp : public HttpTest {
 protected:
  Answer log_in(const std::string& name, const std::string& password, const std::string& from = "192.0.2.1") {
    HttpWorld::Call call{"POST", "/api/v1/login", Json{{"name", name}, {"password", password}}.dump()};
    call.token = "-";
    call.from = from;
    return world.call(call);
  }
  Answer as(const std::string& token, const std::string& method, const std::string& target, const Json& body = {}) {
    return world.call({method, target, body.is_null() ? "" : body.dump(), "application/json", token});
  }
  void add_user(const std::string& name, const std::string& role) {
    const auto added = world.post("/api/v1/users", {{"name", name}, {"role", role}, {"password", "correct horse"}});
    ASSERT_EQ(added.status, 201) << added.json;
  }
  Json audit(const std::string& query) { return world.get("/api/v1/audit?" + query).json["items"]; }
};

TEST_F(PeopleOverHttp, ALoginGivesASessionThatLogoutEnds) {
  add_user("ann", "operator");
  const auto login = log_in("ann", "correct horse");
  ASSERT_EQ(login.status, 200);
  EXPECT_EQ(login.json["name"], "ann");
  EXPECT_EQ(login.json["role"], "operator");
  EXPECT_EQ(login.json["ends_at"], base::format_rfc3339(world.clock.utc() + std::chrono::hours(12)));
  const std::string token = login.json["token"];
  EXPECT_EQ(as(token, "GET", "/api/v1/status").status, 200);
  EXPECT_EQ(as(token, "POST", "/api/v1/logout").status, 204);
  EXPECT_EQ(as(token, "GET", "/api/v1/status").status, 401);
  EXPECT_EQ(world.post("/api/v1/logout", Json::object()).status, 409) << "the administrator's token is no session";
}

TEST_F(PeopleOverHttp, AWrongNameAndAWrongPasswordAreAnsweredAlike) {
  add_user("ann", "operator");
  const auto wrong = log_in("ann", "correct horsf"), nobody = log_in("bob", "correct horse");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(wrong.json, nobody.json);
  EXPECT_EQ(log_in("ann", "").status, 400);
  EXPECT_EQ(world.call({"POST", "/api/v1/login", R"({"name": "ann", "password": 7})", "", "-"}).status, 400);
}

TEST_F(PeopleOverHttp, AThousandGuessesAre429WithRetryAfterAndTwoRowsOfTheTrail) {
  add_user("ann", "operator");
  std::map<int, int> statuses;
  for (int i = 0; i < 1000; ++i) ++statuses[log_in("ann", fmt::format("guess-{}", i), "198.51.100.7").status];
  EXPECT_EQ(statuses, (std::map<int, int>{{401, 6}, {429, 994}}));
  const auto slowed = log_in("ann", "correct horse", "198.51.100.7");
  EXPECT_EQ(slowed.status, 429);
  EXPECT_EQ(slowed.response.retry_after, 1U);
  EXPECT_EQ(slowed.json["type"], "urn:redrive:denied");
  for (auto& act : world.people->take_refused_logins()) ASSERT_TRUE(world.decider->ask(std::move(act)));
  const auto rows = audit("what=login+refused");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0]["from"], "198.51.100.7");
  EXPECT_EQ(rows[0]["detail"].get<std::string>().substr(0, 8), "1000 mor");
}

TEST_F(PeopleOverHttp, UsersAreListedWithoutTheirHash) {
  add_user("bob", "viewer");
  add_user("ann", "approver");
  const auto users = world.get("/api/v1/users").json["items"];
  ASSERT_EQ(users.size(), 2U);
  EXPECT_EQ(users[0]["name"], "ann");
  EXPECT_EQ(users[0]["role"], "approver");
  EXPECT_EQ(world.get("/api/v1/users").response.body.find("argon2"), std::string::npos);
}

TEST_F(PeopleOverHttp, ARemovedUserAndANewPasswordHoldForRunningSessions) {
  add_user("ann", "operator");
  add_user("bob", "operator");
  const std::string ann = world.log_in("ann", "correct horse"), bob = world.log_in("bob", "correct horse");
  EXPECT_EQ(world.call({"DELETE", "/api/v1/users/ann"}).status, 204);
  EXPECT_EQ(as(ann, "GET", "/api/v1/status").status, 401);
  EXPECT_EQ(world.call({"PUT", "/api/v1/users/bob/password", R"({"password": "battery staple"})"}).status, 204);
  EXPECT_EQ(as(bob, "GET", "/api/v1/status").status, 401);
  EXPECT_NE(world.log_in("bob", "battery staple"), "");
}

TEST_F(PeopleOverHttp, BadUsersAreRefusedWithEveryProblem) {
  const auto bad = world.post("/api/v1/users", {{"role", "root"}, {"sudo", true}});
  EXPECT_EQ(bad.status, 400);
  for (const std::string part : {"name", "role", "password", "sudo"}) {
    EXPECT_NE(bad.json["detail"].get<std::string>().find(part), std::string::npos) << part;
  }
  add_user("ann", "viewer");
  EXPECT_EQ(world.post("/api/v1/users", {{"name", "ann"}, {"role", "viewer"}, {"password", "correct horse"}}).status,
            409);
  EXPECT_EQ(world.call({"DELETE", "/api/v1/users/nobody"}).status, 404);
  EXPECT_EQ(world.call({"DELETE", "/api/v1/tokens/admin"}).status, 409) << "the last administrator";
}

TEST_F(PeopleOverHttp, ATokenIsShownOnceAndEnds) {
  const auto made = world.post("/api/v1/tokens",
                               {{"name", "reports"}, {"role", "viewer"}, {"scope", {"tickets"}}, {"expires", "90d"}});
  ASSERT_EQ(made.status, 201) << made.json;
  const std::string token = made.json["token"];
  EXPECT_EQ(as(token, "GET", "/api/v1/tickets").status, 200);
  EXPECT_EQ(as(token, "GET", "/api/v1/failures").status, 403);
  EXPECT_EQ(world.get("/api/v1/tokens").response.body.find(token), std::string::npos);
  world.clock.advance(std::chrono::hours(24 * 90));
  EXPECT_EQ(as(token, "GET", "/api/v1/tickets").status, 401);
  const auto tokens = world.get("/api/v1/tokens");  // the loop below must not outlive it
  for (const auto& one : tokens.json["items"]) {
    EXPECT_EQ(one["ended"], one["name"] == "reports") << one;
  }
}

TEST_F(PeopleOverHttp, BadTokensAreRefused) {
  const Json good = {{"name", "t"}, {"role", "viewer"}, {"scope", "*"}, {"expires", "never"}};
  for (const Json& change : {Json{{"scope", {"nowhere"}}}, Json{{"scope", Json::array()}}, Json{{"scope", "tickets"}},
                             Json{{"expires", "soon"}}, Json{{"expires", "2020-01-01T00:00:00Z"}},
                             Json{{"expires", nullptr}}, Json{{"role", "user"}}, Json{{"name", "a@b"}}}) {
    Json bad = good;
    bad.update(change);
    EXPECT_EQ(world.post("/api/v1/tokens", bad).status, 400) << bad;
  }
  EXPECT_EQ(world.post("/api/v1/tokens", good).status, 201);
}

TEST_F(PeopleOverHttp, TheNameReachesWhatIsDone) {
  add_user("ann", "operator");
  const std::string ann = world.log_in("ann", "correct horse");
  world.post("/api/v1/alerts", kAlert);
  world.settle();
  const std::string ticket = world.get("/api/v1/tickets").json["items"][0]["id"];
  EXPECT_EQ(as(ann, "POST", "/api/v1/tickets/" + ticket + "/ack", {{"text", "mine"}}).status, 200);
  const auto rows = audit("subject=" + ticket);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0]["who"], "ann");
  EXPECT_EQ(rows[0]["from"], "192.0.2.1");
  EXPECT_EQ(rows[0]["what"], "ack ticket");
  EXPECT_EQ(rows[0]["before"], "open at mc-a");
  EXPECT_EQ(rows[0]["after"], "acked at mc-a");
}

TEST_F(PeopleOverHttp, AgentsAreAcceptedReplacedAndRejectedOnRecord) {
  const std::string first = link::make_key_pair().public_key, second = link::make_key_pair().public_key;
  EXPECT_EQ(world.post("/api/v1/agents", {{"name", "ids-1"}, {"key", first}}).status, 201);
  EXPECT_EQ(world.post("/api/v1/agents", {{"name", "ids-1"}, {"key", second}}).status, 409);
  EXPECT_EQ(world.call({"PUT", "/api/v1/agents/ids-1/key", Json{{"key", second}}.dump()}).status, 200);
  EXPECT_EQ(world.call({"DELETE", "/api/v1/agents/ids-1"}).status, 204);
  const auto rows = audit("subject=ids-1");
  ASSERT_EQ(rows.size(), 3U) << "what was refused changed nothing";
  EXPECT_EQ(rows[2]["what"], "accept agent");
  EXPECT_EQ(rows[2]["before"], nullptr);
  EXPECT_EQ(rows[2]["after"], first);
  EXPECT_EQ(rows[1]["before"], first);
  EXPECT_EQ(rows[1]["after"], second);
  EXPECT_EQ(rows[0]["what"], "reject agent");
  EXPECT_EQ(rows[0]["after"], nullptr);
}

TEST_F(PeopleOverHttp, TheTrailIsFiltered) {
  add_user("ann", "operator");
  world.log_in("ann", "correct horse");
  world.clock.advance(std::chrono::hours(2));
  world.log_in("ann", "correct horse");
  EXPECT_EQ(audit("").size(), 3U);
  EXPECT_EQ(audit("who=ann").size(), 2U);
  EXPECT_EQ(audit("who=admin").size(), 1U);
  EXPECT_EQ(audit("what=login&since=1h").size(), 1U);
  EXPECT_EQ(audit("subject=bob").size(), 0U);
}

}  // namespace
}  // namespace redrive::central
