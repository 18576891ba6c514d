// outages: the list made at run time and that of the configuration, as one (A5).
#include "central/http/arguments.h"
#include "central/http/endpoints.h"
#include "central/http/json_views.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::Result;

Result<Response> list(const HttpContext& context, Request& request) {
  Query query(request);
  const bool active = query.flag("active");
  const auto page = query.page();
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  auto outages = context.readers.read([](Database& db) { return all_outages(db); });
  if (!outages) return tl::unexpected(outages.error());
  const auto options = context.options.get();
  outages->insert(outages->end(), options->outages.begin(), options->outages.end());
  const auto now = context.clock.utc();
  if (active) std::erase_if(*outages, [&](const model::Outage& o) { return now < o.start || o.end <= now; });
  std::ranges::stable_sort(*outages, [](const auto& a, const auto& b) { return a.start > b.start; });
  return page_of(*outages, page, [&](const model::Outage& o) { return outage_json(o, options->inventory, now); });
}

Result<model::Outage> read_outage(const Request& request, base::UtcTime now) {
  Body body(request);
  model::Outage outage{
      "", body.text("server"),   body.text("device"), body.text("site"), body.time("start").value_or(now),
      {}, body.needed("reason"), request.actor.name};
  const auto end = body.time("end");
  const auto duration = body.duration("duration");
  if (end.has_value() == duration.has_value()) body.complain("one of \"end\" and \"duration\" is needed");
  outage.end = end ? *end : outage.start + duration.value_or(base::Micros{0});
  const auto selectors = !outage.server.empty() + !outage.device.empty() + !outage.site.empty();
  if (selectors != 1) body.complain("one of \"server\", \"device\" and \"site\" is needed");
  if ((end || duration) && outage.end <= outage.start) body.complain("the outage ends before it starts");
  if (auto good = body.finish(); !good) return tl::unexpected(good.error());
  return outage;
}

Result<Response> add(const HttpContext& context, Request& request) {
  Query query(request);
  const bool preview = query.flag("preview");
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  const auto now = context.clock.utc();
  auto outage = read_outage(request, now);
  if (!outage) return tl::unexpected(outage.error());
  const auto options = context.options.get();
  if (preview) return json_response(200, outage_json(*outage, options->inventory, now));
  auto added = context.decider.ask(AddOutage{request.actor, *outage});
  if (!added) return tl::unexpected(added.error());
  outage->id = added->id;
  return json_response(201, outage_json(*outage, options->inventory, now));
}

Result<Response> remove(const HttpContext& context, Request& request) {
  const std::string& id = request.param("id");
  if (id.starts_with("config:")) {
    return base::fail(ErrorCode::kConflict, "this outage stands in the configuration; take it out there and reload");
  }
  auto removed = context.decider.ask(RemoveOutage{request.actor, id});
  if (!removed) return tl::unexpected(removed.error());
  return Response{204, "", ""};
}

}  // namespace

Endpoints outage_endpoints() {
  return {{"GET", "/api/v1/outages", Need::kViewer, list},
          {"POST", "/api/v1/outages", Need::kOperator, add},
          {"DELETE", "/api/v1/outages/{id}", Need::kOperator, remove}};
}

}  // namespace redrive::central
