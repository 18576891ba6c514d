// Who may do what over HTTP, and the answers to those who may not.
#include "http_world.h"

namespace redrive::central {
namespace {

using Auth = HttpTest;

// What must be possible without a token: being looked after, and getting one.
const std::set<std::string_view> kOpen = {"/healthz", "/readyz", "/metrics", "/api/v1/login", kPages};

TEST_F(Auth, OnlyHealthReadinessMetricsAndLoginAreOpen) {
  for (const auto& endpoint : world.dispatcher->endpoints()) {
    Request request;
    request.method = endpoint.method;
    request.path = endpoint.pattern;
    const int status = world.dispatcher->admit(request).route ? 200 : world.dispatcher->admit(request).refusal.status;
    EXPECT_EQ(status, kOpen.contains(endpoint.pattern) ? 200 : 401) << endpoint.method << " " << endpoint.pattern;
  }
}

TEST_F(Auth, WrongTokensAre401WhetherOrNotThePathExists) {
  for (const std::string token : {"-", "wrong", "a b", ""}) {
    const std::string sent = token.empty() ? std::string(64, '0') : token;
    EXPECT_EQ(world.call({"GET", "/api/v1/status", "", "", sent}).status, 401) << token;
    EXPECT_EQ(world.call({"GET", "/api/v1/nowhere", "", "", sent}).status, 401) << token;
  }
  EXPECT_EQ(world.get("/api/v1/nowhere").status, 404);
  EXPECT_EQ(world.call({"GET", "/api/v1/status", "", "", world.admin_token.substr(0, 63)}).status, 401);
}

TEST_F(Auth, ASubmitTokenMaySendAlertsAndNothingElse) {
  const auto status_with = [&](const std::string& method, const std::string& target) {
    return world.call({method, target, kAlert.dump(), "application/json", world.submit_token}).status;
  };
  EXPECT_EQ(status_with("POST", "/api/v1/alerts"), 202);
  EXPECT_EQ(status_with("GET", "/api/v1/alerts"), 403);
  EXPECT_EQ(status_with("GET", "/api/v1/status"), 403);
  EXPECT_EQ(status_with("POST", "/api/v1/outages"), 403);
}

TEST_F(Auth, WhatTheDocumentDoesNotNameIsRefusedBeforeAnythingIsDone) {
  const auto answer = world.get("/api/v1/status?bogus=1");
  EXPECT_EQ(answer.status, 400);
  EXPECT_NE(answer.response.body.find("bogus"), std::string::npos);
}

TEST_F(Auth, AnotherMethodIs405WithTheOnesThereAre) {
  const auto answer = world.call({"DELETE", "/api/v1/tickets"});
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.response.allow, "GET, HEAD");
  // "hold" is no number of a mail, though "mail/{number}" would fit, too.
  EXPECT_EQ(world.get("/api/v1/mail/hold").response.allow, "POST");
  EXPECT_EQ(world.call({"HEAD", "/api/v1/mail/received"}).status, 200);
}

}  // namespace
}  // namespace redrive::central
