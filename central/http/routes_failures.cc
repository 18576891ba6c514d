// failures, open and cleared.
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

}  // namespace

Endpoints failure_endpoints() {
  return {{"GET", "/api/v1/failures", Need::kViewer, list_open},
          {"GET", "/api/v1/failures/cleared", Need::kViewer, list_cleared}};
}

}  // namespace redrive::central
