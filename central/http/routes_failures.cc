// failures (open and cleared) and the error tracking records.
#include "central/core/thresholds.h"
#include "central/http/arguments.h"
#include "central/http/endpoints.h"
#include "central/http/json_views.h"

namespace redrive::central {
namespace {

using base::Result;

FailureFilter read_filter(Query& query, base::UtcTime now) {
  return {query.text("server"),  query.text("device"), query.text("job"), query.failure_type(),
          query.text("package"), query.text("ticket"), query.since(now)};
}

Result<Response> list_open(const HttpContext& context, Request& request) {
  Query query(request);
  const auto filter = read_filter(query, context.clock.utc());
  const auto page = query.page();
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  return list_from_store(context, [&](Database& db) { return list_failures(db, filter, page); });
}

Result<Response> list_cleared(const HttpContext& context, Request& request) {
  Query query(request);
  const auto filter = read_filter(query, context.clock.utc());
  const auto page = query.page();
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  return list_from_store(context, [&](Database& db) { return list_cleared_failures(db, filter, page); });
}

// The window the counter's occurrences are counted in.
base::Micros window_of(const Thresholds& thresholds, const model::Inventory& inventory, const Counter& counter) {
  const auto device = inventory.devices.find(counter.subject);
  const bool own = counter.scope == "device";
  Facts facts{counter.scope == "server" ? std::string_view(counter.subject) : "",
              own ? std::string_view(counter.subject) : "",
              counter.scope == "site" ? std::string_view(counter.subject) : "",
              counter.scope == "package" ? std::string_view(counter.subject) : ""};
  if (own && device != inventory.devices.end())
    facts.server = device->second.server, facts.site = device->second.location;
  if (own || counter.members.empty()) return thresholds.own(facts, counter.failure_type).window;
  for (const auto scope : {model::Scope::kServer, model::Scope::kSite, model::Scope::kPackage, model::Scope::kFleet}) {
    if (model::to_string(scope) == counter.scope) return thresholds.wide(scope, facts, counter.failure_type).window;
  }
  return thresholds.own(facts, counter.failure_type).window;
}

Result<Response> list_tracking(const HttpContext& context, Request& request) {
  Query query(request);
  const auto type = query.failure_type();
  const auto page = query.page();
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  auto counters = context.readers.read([&](Database& db) { return list_counters(db, type, page); });
  if (!counters) return tl::unexpected(counters.error());
  const auto options = context.options.get();
  const Thresholds thresholds(options->thresholds);
  Json items = Json::array();
  for (const auto& counter : counters->items) {
    items.push_back(to_json(counter, window_of(thresholds, options->inventory, counter), context.clock.utc()));
  }
  return list_response(std::move(items), counters->next);
}

}  // namespace

Endpoints failure_endpoints() {
  return {{"GET", "/api/v1/failures", Need::kViewer, list_open},
          {"GET", "/api/v1/failures/cleared", Need::kViewer, list_cleared},
          {"GET", "/api/v1/tracking", Need::kViewer, list_tracking}};
}

}  // namespace redrive::central
