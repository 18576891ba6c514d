// devices: the inventory in force, and its reload.
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
  Body body(request);
  if (auto good = body.finish(); !good) return tl::unexpected(good.error());
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
                             {"applied", report->applied},
                             {"warnings", report->warnings}});
}

}  // namespace

Endpoints device_endpoints() {
  return {{"GET", "/api/v1/devices", Need::kViewer, list},
          {"POST", "/api/v1/devices/reload", Need::kAdministrator, reload}};
}

}  // namespace redrive::central
