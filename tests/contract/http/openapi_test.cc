// The description of the interface is that of the interface: every route stands in it, and nothing else does.
#include "central/http/openapi.h"

#include <gmock/gmock.h>

#include "http_world.h"
#include "tests/unit/central_core/signed_tool.h"

namespace redrive::central {
namespace {

const Json& document() {
  static const Json parsed = Json::parse(kOpenApi);
  return parsed;
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

std::string lower(std::string_view method) {
  std::string text(method);
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

void each_reference(const Json& json, const std::function<void(const std::string&)>& visit) {
  if (json.is_object() && json.contains("$ref")) visit(json["$ref"]);
  if (json.is_structured()) {
    for (const auto& member : json) each_reference(member, visit);
  }
}

TEST(OpenApi, HoldsEveryRouteAndNoOther) {
  std::set<std::string> described, served;
  for (const auto& [path, operations] : document()["paths"].items()) {
    for (const auto& [method, operation] : operations.items()) described.insert(upper(method) + " " + path);
  }
  for (const auto& endpoint : all_endpoints())
    if (endpoint.pattern != kPages) served.insert(std::string(endpoint.method) + " " + std::string(endpoint.pattern));
  EXPECT_EQ(described, served);
}

TEST(OpenApi, EveryReferenceLeadsSomewhere) {
  each_reference(document(), [](const std::string& reference) {
    ASSERT_TRUE(reference.starts_with("#/"));
    EXPECT_TRUE(document().contains(Json::json_pointer(reference.substr(1)))) << reference;
  });
}

TEST(OpenApi, WhatIsOpenSaysSo) {
  for (const auto& endpoint : all_endpoints()) {
    if (endpoint.pattern == kPages) continue;
    const Json& operation = document()["paths"][std::string(endpoint.pattern)][lower(endpoint.method)];
    EXPECT_EQ(operation.contains("security"), endpoint.need == Need::kNothing) << endpoint.pattern;
  }
}

// "x-role" is the least that may call it; without it, whoever may read.
TEST(OpenApi, SaysWhoMayCall) {
  static const std::map<Need, std::string> kRoles{{Need::kNothing, ""},
                                                  {Need::kIdentity, "identity"},
                                                  {Need::kSubmit, "submit"},
                                                  {Need::kViewer, ""},
                                                  {Need::kOperator, "operator"},
                                                  {Need::kApprover, "approver"},
                                                  {Need::kAdministrator, "administrator"}};
  for (const auto& endpoint : all_endpoints()) {
    if (endpoint.pattern == kPages) continue;
    const Json& operation = document()["paths"][std::string(endpoint.pattern)][lower(endpoint.method)];
    EXPECT_EQ(operation.value("x-role", ""), kRoles.at(endpoint.need)) << endpoint.method << " " << endpoint.pattern;
  }
}

TEST(OpenApi, SaysWhatMayComeAgain) {
  for (const auto& endpoint : all_endpoints()) {
    if (endpoint.pattern == kPages) continue;
    const Json parameters =
        document()["paths"][std::string(endpoint.pattern)][lower(endpoint.method)].value("parameters", Json::array());
    const bool told = std::ranges::any_of(
        parameters, [](const Json& one) { return one.value("$ref", "") == "#/components/parameters/idempotency_key"; });
    const bool changes = endpoint.method != "GET" && endpoint.method != "HEAD" &&
                         endpoint.pattern != "/api/v1/classify" && endpoint.pattern != "/api/v1/logout";
    EXPECT_EQ(told, changes && !endpoint.streams && endpoint.repeat != Repeat::kNever) << endpoint.pattern;
  }
}

const Json& resolved(const Json& part) {
  const auto elsewhere = part.find("$ref");
  if (elsewhere == part.end()) return part;
  return document().at(Json::json_pointer(elsewhere->get<std::string>().substr(1)));
}

// What the document has values for takes these and no others.
class OpenApiQueries : public HttpTest {
 protected:
  void expect_heeded(std::string path, const std::string& name, const Json& values) {
    for (const char* part : {"{id}", "{number}", "{server}", "{job}", "{digest}"}) {
      if (const auto at = path.find(part); at != std::string::npos)
        path.replace(at, std::string_view(part).size(), "x");
    }
    const auto told = [&](const std::string& value) {
      const Json answer = world.get(path + "?" + name + "=" + value).json;
      return answer.value("status", 200) == 400 ? answer["detail"].get<std::string>() : "";
    };
    const std::string refusal = told("rubbish");
    EXPECT_THAT(refusal, testing::StartsWith("the parameter \"" + name + "\" is \"rubbish\"; expected one of "))
        << path;
    for (const auto& value : values) {
      EXPECT_THAT(refusal, testing::HasSubstr(value.get<std::string>())) << path;
      EXPECT_THAT(told(value.get<std::string>()), testing::Not(testing::HasSubstr(name))) << path;
    }
    EXPECT_THAT(told(""), testing::Not(testing::HasSubstr(name))) << path << ": without a value it is as not given";
  }
};

TEST_F(OpenApiQueries, TakeNoValueThatTheDocumentDoesNotHave) {
  std::set<std::string> checked;
  for (const auto& [path, operations] : document()["paths"].items()) {
    const Json parameters = operations.value("get", Json::object()).value("parameters", Json::array());
    for (const auto& given : parameters) {
      const Json& one = resolved(given);
      const Json& schema = resolved(one["schema"]);
      if (one["in"] != "query" || !schema.contains("enum")) continue;
      expect_heeded(path, one["name"], schema["enum"]);
      checked.insert(path + "?" + one["name"].get<std::string>());
    }
  }
  for (const char* list : {"jobs", "tickets", "mail", "mail/received", "redistributions", "rollouts"})
    EXPECT_TRUE(checked.contains(std::string("/api/v1/") + list + "?state")) << list;
}

// Every key a real answer has is described, so that neither drifts from the other.
class OpenApiAnswers : public HttpTest {
 protected:
  static std::set<std::string> described(const std::string& schema) {
    const Json& json = document()["components"]["schemas"][schema];
    std::set<std::string> names;
    const auto add = [&](const Json& part) {
      const Json properties = part.value("properties", Json::object());
      for (const auto& [name, type] : properties.items()) names.insert(name);
    };
    add(json);
    const Json parts = json.value("allOf", Json::array());
    for (const auto& part : parts) {
      if (part.contains("$ref")) {
        names.merge(described(part["$ref"].get<std::string>().substr(std::string("#/components/schemas/").size())));
      } else {
        add(part);
      }
    }
    return names;
  }
  static void expect_described(const std::string& schema, const Json& answer) {
    ASSERT_TRUE(answer.is_object()) << schema << ": " << answer.dump();
    const auto names = described(schema);
    for (const auto& [name, value] : answer.items()) EXPECT_TRUE(names.contains(name)) << schema << ": " << name;
  }
};

TEST_F(OpenApiAnswers, HaveNoOtherFields) {
  world.post("/api/v1/alerts", kAlert);
  world.settle();
  const auto item = [&](const std::string& target) { return world.get(target).json["items"].at(0); };
  expect_described("Status", world.get("/api/v1/status").json);
  expect_described("Overview", world.get("/api/v1/overview").json);
  expect_described("SiteTrouble", world.get("/api/v1/overview").json["failures"]["by_site"].at(0));
  expect_described("FailureFacets", world.get("/api/v1/failures/facets").json);
  expect_described("SessionShown", world.get("/api/v1/session").json);
  expect_described("AlertItem", item("/api/v1/alerts"));
  expect_described("Failure", item("/api/v1/failures"));
  expect_described("Counter", item("/api/v1/tracking"));
  expect_described("Rule", item("/api/v1/rules"));
  expect_described("Threshold", item("/api/v1/thresholds"));
  expect_described("ThresholdExplained", world.get("/api/v1/thresholds/explain?device=dev-1&type=disk_full").json);
  expect_described("Outage", item("/api/v1/outages"));
  const Json outage = {{"server", "ids-1"}, {"duration", "2h"}, {"reason", "works"}};
  expect_described("Outage", world.post("/api/v1/outages?preview=true", outage).json);
  const std::string calendar = "BEGIN:VCALENDAR\nEND:VCALENDAR\n";
  for (const char* query : {"", "?preview=true"})
    expect_described("OutagesImported",
                     world.call({"POST", std::string("/api/v1/outages/import") + query, calendar}).json);
  expect_described("Ticket", item("/api/v1/tickets"));
  expect_described("TicketShown",
                   world.get("/api/v1/tickets/" + item("/api/v1/tickets")["id"].get<std::string>()).json);
  expect_described("Mail", item("/api/v1/mail"));
  expect_described("MailShown", world.get("/api/v1/mail/" + item("/api/v1/mail")["number"].dump()).json);
  world.call({"POST", "/api/v1/mail/received", "Subject: x\r\n\r\n", "message/rfc822"});
  expect_described("ReceivedMail", item("/api/v1/mail/received"));
  expect_described("ReceivedMailShown", world.get("/api/v1/mail/received/1").json);
  expect_described("Device", item("/api/v1/devices"));
  expect_described("CentreListed", item("/api/v1/centres"));
  expect_described("RouteExplained", world.get("/api/v1/routes/explain?device=dev-1").json);
  auto options = *world.options.get();
  options.inventory.locations["OSL001"] = {"OSL001", "Oslo", {}, ""};
  world.options.set(std::make_shared<const config::CentralOptions>(std::move(options)));
  expect_described("RouteFlaw", item("/api/v1/routes/lint"));
  Json lost = kAlert;
  lost["id"] = "a-18", lost["location"] = "Atlantis";
  world.post("/api/v1/alerts", lost);
  world.settle();
  expect_described("LocationToFix", item("/api/v1/locations/to-fix"));
  const Json user = {{"name", "ann"}, {"role", "viewer"}, {"password", "correct horse"}};
  expect_described("User", world.post("/api/v1/users", user).json);
  expect_described("User", item("/api/v1/users"));
  const Json token = {{"name", "t"}, {"role", "viewer"}, {"expires", "90d"}};
  expect_described("TokenMade", world.post("/api/v1/tokens", token).json);
  expect_described("Token", item("/api/v1/tokens"));
  const Json login = {{"name", "ann"}, {"password", "correct horse"}};
  expect_described("Session", world.call({"POST", "/api/v1/login", login.dump(), "", "-"}).json);
  auto trusting = *world.options.get();
  trusting.tool_keys = {test::tool_key().public_key};
  world.options.set(std::move(trusting));
  const std::string program = test::program_of("1.4.0");
  world.call({"PUT", "/api/v1/packages/" + base::digest_of(program) + "?size=" + std::to_string(program.size()),
              program, "application/octet-stream"});
  const Json tool = {{"manifest", model::manifest_text(test::signed_tool("1.4.0"))}};
  expect_described("Tool", world.post("/api/v1/tools", tool).json);
  expect_described("ToolShown", world.get("/api/v1/tools/1.4.0").json);
  expect_described("AuditEntry", item("/api/v1/audit"));
  expect_described("Problem", world.get("/api/v1/tickets/none").json);
}

}  // namespace
}  // namespace redrive::central
