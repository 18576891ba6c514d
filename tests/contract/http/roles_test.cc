// Every endpoint and every role: what each may do is written down here once more, so that a change of one is seen.
#include "http_world.h"

namespace redrive::central {
namespace {

// The least role of what is not reading; "any" = every token, "open" = none needed, "submit" = alert senders and
// operators.
const std::map<std::string, std::string> kLeast = {
    {"GET /healthz", "open"},
    {"GET /readyz", "open"},
    {"GET /metrics", "open"},
    {"POST /api/v1/login", "open"},
    {"POST /api/v1/logout", "any"},
    {"GET /api/v1/openapi.json", "any"},
    {"POST /api/v1/alerts", "submit"},
    {"POST /api/v1/alerts/alertmanager", "submit"},
    {"POST /api/v1/mail/received", "submit"},
    {"POST /api/v1/classify", "viewer"},
    {"GET /api/v1/session", "any"},
    {"GET /*", "open"},
    {"POST /api/v1/outages", "operator"},
    {"POST /api/v1/outages/import", "operator"},
    {"DELETE /api/v1/outages/{id}", "operator"},
    {"POST /api/v1/tickets/{id}/ack", "operator"},
    {"POST /api/v1/tickets/{id}/resolve", "operator"},
    {"POST /api/v1/tickets/{id}/close", "operator"},
    {"POST /api/v1/tickets/{id}/note", "operator"},
    {"POST /api/v1/tickets/{id}/reroute", "operator"},
    {"POST /api/v1/mail/{number}/retry", "operator"},
    {"POST /api/v1/mail/{number}/hold", "operator"},
    {"POST /api/v1/mail/{number}/release", "operator"},
    {"POST /api/v1/mail/hold", "operator"},
    {"POST /api/v1/mail/release", "operator"},
    {"POST /api/v1/mail/test", "operator"},
    {"GET /api/v1/packages/{digest}", "operator"},  // may make room for what is to come
    {"HEAD /api/v1/packages/{digest}", "operator"},
    {"PUT /api/v1/packages/{digest}", "operator"},
    {"POST /api/v1/jobs", "operator"},
    {"POST /api/v1/jobs/{id}/cancel", "operator"},
    {"GET /api/v1/plan/{server}/{job}", "operator"},  // asks the devices
    {"POST /api/v1/redistributions", "operator"},
    {"POST /api/v1/redistributions/{id}/approve", "approver"},
    {"POST /api/v1/redistributions/{id}/refuse", "approver"},
    {"POST /api/v1/rollouts", "operator"},
    {"POST /api/v1/rollouts/{id}/approve", "approver"},
    {"POST /api/v1/rollouts/{id}/refuse", "approver"},
    {"POST /api/v1/rollouts/{id}/pause", "operator"},
    {"POST /api/v1/rollouts/{id}/resume", "approver"},
    {"POST /api/v1/rollouts/{id}/cancel", "operator"},
    {"POST /api/v1/tools", "administrator"},
    {"POST /api/v1/tools/{version}/use", "administrator"},
    {"DELETE /api/v1/tools/{version}", "administrator"},
    {"POST /api/v1/agents", "administrator"},
    {"DELETE /api/v1/agents/{name}", "administrator"},
    {"PUT /api/v1/agents/{name}/key", "administrator"},
    {"POST /api/v1/devices/reload", "administrator"},
    {"GET /api/v1/users", "administrator"},
    {"POST /api/v1/users", "administrator"},
    {"DELETE /api/v1/users/{name}", "administrator"},
    {"PUT /api/v1/users/{name}/password", "administrator"},
    {"GET /api/v1/tokens", "administrator"},
    {"POST /api/v1/tokens", "administrator"},
    {"DELETE /api/v1/tokens/{name}", "administrator"},
};

bool is_expected(const std::string& endpoint, const std::string& role) {
  const auto listed = kLeast.find(endpoint);
  const std::string least = listed == kLeast.end() ? "viewer" : listed->second;
  const std::vector<std::string> ladder = {"viewer", "operator", "approver", "administrator"};
  const auto height = [&](const std::string& of) { return std::ranges::find(ladder, of) - ladder.begin(); };
  if (least == "open" || least == "any") return true;
  if (least == "submit") return role == "submit" || height(role) >= height("operator");
  return role != "submit" && height(role) >= height(least);
}

class Roles : public HttpTest {
 protected:
  int admitted(const Endpoint& endpoint, const std::string& token) {
    Request request;
    request.method = endpoint.method;
    request.path = endpoint.pattern;
    if (!token.empty()) request.authorization = "Bearer " + token;
    const auto admission = world.dispatcher->admit(request);
    return admission.route ? 200 : admission.refusal.status;
  }
  void expect_table(const std::string& role, const std::string& token) {
    for (const auto& endpoint : world.dispatcher->endpoints()) {
      const std::string name = std::string(endpoint.method) + " " + std::string(endpoint.pattern);
      EXPECT_EQ(admitted(endpoint, token), is_expected(name, role) ? 200 : 403) << name << " as " << role;
    }
  }
};

TEST_F(Roles, EveryEndpointForATokenOfEveryRole) {
  for (const std::string role : {"submit", "viewer", "operator", "approver", "administrator"}) {
    expect_table(role, world.token_of("t-" + role, role));
  }
}

TEST_F(Roles, EveryEndpointForASessionOfEveryRole) {
  for (const std::string role : {"viewer", "operator", "approver", "administrator"}) {
    world.post("/api/v1/users", {{"name", role}, {"role", role}, {"password", "correct horse"}});
    expect_table(role, world.log_in(role, "correct horse"));
  }
}

TEST_F(Roles, WhatReadsAndIsNotListedHereIsForViewers) {
  for (const auto& endpoint : world.dispatcher->endpoints()) {
    const std::string name = std::string(endpoint.method) + " " + std::string(endpoint.pattern);
    EXPECT_TRUE(kLeast.contains(name) || endpoint.method == "GET") << name << " has to be listed";
  }
}

TEST_F(Roles, AScopeIsTheFirstPartOfThePathAndNothingElse) {
  const auto token = world.token_of("reports", "administrator", Json::array({"tickets", "mail"}));
  for (const auto& endpoint : world.dispatcher->endpoints()) {
    const auto resource = resource_of(endpoint.pattern);
    const bool open = endpoint.need == Need::kNothing;
    EXPECT_EQ(admitted(endpoint, token), open || resource == "tickets" || resource == "mail" ? 200 : 403)
        << endpoint.method << " " << endpoint.pattern;
  }
}

}  // namespace
}  // namespace redrive::central
