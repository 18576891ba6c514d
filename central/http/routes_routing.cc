// centres, routes and locations: who there is, where tickets go and why, what is wrong with that, and which reported
// places nobody knows (T1, T2).
#include "central/core/case.h"
#include "central/core/locations_to_fix.h"
#include "central/core/route_lint.h"
#include "central/core/router.h"
#include "central/http/arguments.h"
#include "central/http/endpoints.h"
#include "central/http/json_views.h"
#include "central/store/reported_places.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::Result;

constexpr std::size_t kPlacesLookedAt = 5000;  // texts with their devices, of alerts and of tickets

Result<model::Scope> parse_scope(const std::string& text) {
  if (text.empty()) return model::Scope::kDevice;
  for (const auto scope : {model::Scope::kDevice, model::Scope::kServer, model::Scope::kSite, model::Scope::kPackage,
                           model::Scope::kFleet}) {
    if (model::to_string(scope) == text) return scope;
  }
  return base::fail(ErrorCode::kInvalid, "the parameter \"scope\" is none of device, server, site, package, fleet");
}

Json centre_json(const config::CentralOptions& options, const std::string& id) {
  const auto known = options.centres.find(id);
  if (known == options.centres.end())
    return {{"id", id}, {"name", nullptr}, {"email", Json::array()}, {"fallback", nullptr}};
  const model::Centre& c = known->second;
  return {{"id", c.id}, {"name", text_or_null(c.name)}, {"email", c.email}, {"fallback", text_or_null(c.fallback)}};
}

// A centre and whose tickets go there.
struct Served {
  const model::Centre* centre = nullptr;
  std::uint64_t sites = 0;
  std::vector<std::string> packages, default_for;
};

std::vector<Served> served(const config::CentralOptions& options) {
  const Router router(options);
  std::map<std::string, std::uint64_t> sites;
  for (const auto& [code, location] : options.inventory.locations)
    ++sites[router.route(model::Scope::kSite, code, "").centre];
  const config::RoutingOptions& routing = options.routing;
  std::vector<Served> all;
  for (const auto& [id, centre] : options.centres) {
    Served one{&centre, sites[id], {}, {}};
    for (const auto& owner : routing.packages) {
      if (owner.centre == id) one.packages.push_back(owner.name);
    }
    for (const auto& [what, to] : {std::pair{"sites", &routing.fallback}, std::pair{"packages", &routing.package},
                                   std::pair{"fleet", &routing.fleet}}) {
      if (*to == id) one.default_for.emplace_back(what);
    }
    all.push_back(std::move(one));
  }
  return all;
}

Result<Response> centres(const HttpContext& context, Request& request) {
  Query query(request);
  const auto page = query.page();
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  const auto options = context.options.get();
  return page_of(served(*options), page, [&](const Served& one) {
    Json json = centre_json(*options, one.centre->id);
    json["sites"] = one.sites;
    json["packages"] = one.packages;
    json["default_for"] = one.default_for;
    return json;
  });
}

Json place_json(const LocationBook& book, const std::string& reported, const Place& place) {
  const model::Location* location = book.location(place.code);
  return {{"reported", text_or_null(reported)},
          {"code", text_or_null(place.code)},
          {"name", location ? text_or_null(location->name) : Json(nullptr)},
          {"verified", place.verified},
          {"matched_by", text_or_null(place.matched_by)},
          {"confidence", place.sure / 100.0},
          {"runner_up", text_or_null(place.runner_up)},
          {"reason", text_or_null(place.note)}};
}

Result<Response> explain(const HttpContext& context, Request& request) {
  Query query(request);
  const std::string asked = query.text("device"), package = query.text("package"), reported = query.text("location");
  std::string server = query.text("server"), device = asked;
  const auto scope = parse_scope(query.text("scope"));
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  if (!scope) return tl::unexpected(scope.error());
  if (asked.empty() && server.empty() && reported.empty() && package.empty()) {
    return base::fail(ErrorCode::kInvalid,
                      "one of the parameters \"device\", \"server\", \"location\" and \"package\" is needed");
  }
  const auto options = context.options.get();
  const LocationBook book(options->inventory);
  complete_names(book.devices(), server, device);
  const Place place = book.find(reported, server, device);
  const Router router(*options);
  const auto route = router.route(*scope, place.code, package);
  Json fallbacks = Json::array();
  for (const auto& id : router.fallbacks(route.centre)) fallbacks.push_back(centre_json(*options, id));
  return json_response(200, {{"device", text_or_null(asked)},
                             {"server", text_or_null(server)},
                             {"listed", asked.empty() || book.devices().find(asked) != nullptr},
                             {"location", place_json(book, reported, place)},
                             {"centre", centre_json(*options, route.centre)},
                             {"reason", route.reason},
                             {"fallbacks", std::move(fallbacks)}});
}

Result<Response> lint(const HttpContext& context, Request& request) {
  Query query(request);
  const auto page = query.page();
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  const auto options = context.options.get();
  return page_of(lint_routes(*options), page, [](const RouteFlaw& flaw) {
    return Json{{"kind", flaw.kind}, {"subject", flaw.subject}, {"text", flaw.text}};
  });
}

Json to_fix_json(const LocationToFix& item) {
  return {{"reported", text_or_null(item.reported)},
          {"alerts", item.alerts},
          {"tickets", item.tickets},
          {"last_at", time_or_null(item.last_at)},
          {"server", text_or_null(item.server)},
          {"device", text_or_null(item.device)},
          {"code", text_or_null(item.place.code)},
          {"matched_by", text_or_null(item.place.matched_by)},
          {"confidence", item.place.sure / 100.0},
          {"runner_up", text_or_null(item.place.runner_up)},
          {"verified", item.place.verified},
          {"reason", text_or_null(item.place.note)},
          {"suggestion", item.suggestion}};
}

Result<Response> to_fix(const HttpContext& context, Request& request) {
  Query query(request);
  const auto since = query.since(context.clock.utc());
  const auto page = query.page();
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  auto reported =
      context.readers.read([&](Database& db) { return reported_places(db, since, kAlertScan, kPlacesLookedAt); });
  if (!reported) return tl::unexpected(reported.error());
  const auto options = context.options.get();
  const LocationBook book(options->inventory);
  return page_of(locations_to_fix(book, *reported), page, to_fix_json);
}

}  // namespace

Endpoints routing_endpoints() {
  return {{"GET", "/api/v1/centres", Need::kViewer, centres},
          {"GET", "/api/v1/routes/explain", Need::kViewer, explain},
          {"GET", "/api/v1/routes/lint", Need::kViewer, lint},
          {.method = "GET",
           .pattern = "/api/v1/locations/to-fix",
           .need = Need::kViewer,
           .handler = to_fix,
           .kept_until = resources({"alerts", "tickets", "audit"})}};
}

}  // namespace redrive::central
