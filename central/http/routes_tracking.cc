// tracking: the error tracking records (A3).
#include "central/http/arguments.h"
#include "central/http/counted.h"
#include "central/http/endpoints.h"
#include "central/http/json_views.h"

namespace redrive::central {
namespace {

using base::Result;

Result<Response> list(const HttpContext& context, Request& request) {
  Query query(request);
  const CounterFilter filter{query.failure_type(), query.text("device"), query.text("server"), query.text("site"),
                             query.text("package")};
  const auto page = query.page();
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  auto counters = context.readers.read([&](Database& db) { return list_counters(db, filter, page); });
  if (!counters) return tl::unexpected(counters.error());
  const auto options = context.options.get();
  const Thresholds thresholds(options->thresholds);
  Json items = Json::array();
  for (const auto& counter : counters->items)
    items.push_back(to_json(counter, limit_of(thresholds, options->inventory, counter), context.clock.utc()));
  return list_response(std::move(items), counters->next);
}

}  // namespace

Endpoints tracking_endpoints() {
  return {{"GET", "/api/v1/tracking", Need::kViewer, list}};
}

}  // namespace redrive::central
