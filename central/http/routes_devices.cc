// devices: the inventory in force, its reload, and where a device's tickets would go (T1, T2).
#include "central/core/location_book.h"
#include "central/core/router.h"
#include "central/http/arguments.h"
#include "central/http/endpoints.h"
#include "central/http/json_views.h"
#include "shared/base/names.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::Result;

Result<Response> list(const HttpContext& context, Request& request) {
  Query query(request);
  const std::string name = query.text("name"), role = query.text("role"), server = query.text("server"),
                    location = query.text("location");
  const auto page = query.page();
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  const auto options = context.options.get();
  std::vector<const model::Device*> found;
  for (const auto& [key, device] : options->inventory.devices) {
    const bool intermediate = device.role == model::DeviceRole::kIntermediate;
    if (!name.empty() && !base::glob_match(name, key)) continue;
    if (!role.empty() && role != (intermediate ? "intermediate" : "recipient")) continue;
    if (!server.empty() && server != device.server) continue;
    if (!location.empty() && location != device.location) continue;
    found.push_back(&device);
  }
  return page_of(found, page, [](const model::Device* device) { return to_json(*device); });
}

Json first_of(const std::vector<std::string>& names) {
  return std::vector<std::string>(
      names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(names.size(), 1000)));
}

Result<Response> reload(const HttpContext& context, Request& request) {
  Query query(request);
  const bool preview = query.flag("preview"), force = query.flag("force");
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  if (!context.reload) return base::fail(ErrorCode::kUnavailable, "this central cannot reload; restart it");
  auto report = context.reload(request.actor, preview, force);
  if (!report) return tl::unexpected(report.error());
  const OptionsChange& change = report->change;
  return json_response(200, {{"added", first_of(change.added)},
                             {"removed", first_of(change.removed)},
                             {"changed", first_of(change.changed)},
                             {"added_count", change.added.size()},
                             {"removed_count", change.removed.size()},
                             {"changed_count", change.changed.size()},
                             {"settings", change.settings},
                             {"restart", change.restart},
                             {"needs_force", report->needs_force},
                             {"applied", report->applied}});
}

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

Json place_json(const LocationBook& book, const std::string& reported, const Place& place) {
  const model::Location* location = book.location(place.code);
  return {{"reported", text_or_null(reported)},
          {"code", text_or_null(place.code)},
          {"name", location ? text_or_null(location->name) : Json(nullptr)},
          {"verified", place.verified},
          {"matched_by", text_or_null(place.matched_by)},
          {"reason", text_or_null(place.note)}};
}

Result<Response> explain(const HttpContext& context, Request& request) {
  Query query(request);
  const std::string device = query.text("device"), package = query.text("package"), reported = query.text("location");
  std::string server = query.text("server");
  const auto scope = parse_scope(query.text("scope"));
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  if (!scope) return tl::unexpected(scope.error());
  if (device.empty() && server.empty() && reported.empty() && package.empty()) {
    return base::fail(ErrorCode::kInvalid,
                      "one of the parameters \"device\", \"server\", \"location\" and \"package\" is needed");
  }
  const auto options = context.options.get();
  const auto known = options->inventory.devices.find(device);
  if (known != options->inventory.devices.end() && server.empty()) server = known->second.server;
  const LocationBook book(options->inventory);
  const Place place = book.find(reported, server, device);
  const auto route = Router(*options).route(*scope, place.code, package);
  return json_response(200, {{"device", text_or_null(device)},
                             {"server", text_or_null(server)},
                             {"location", place_json(book, reported, place)},
                             {"centre", centre_json(*options, route.centre)},
                             {"reason", route.reason}});
}

}  // namespace

Endpoints device_endpoints() {
  return {{"GET", "/api/v1/devices", Need::kViewer, list},
          {"POST", "/api/v1/devices/reload", Need::kAdministrator, reload},
          {"GET", "/api/v1/routes/explain", Need::kViewer, explain}};
}

}  // namespace redrive::central
