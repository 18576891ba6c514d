// alerts: taking them in (journey 1 begins here for HTTP) and listing them.
#include "central/http/alertmanager_reader.h"
#include "central/http/arguments.h"
#include "central/http/endpoints.h"
#include "central/http/json_views.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::Result;
using view::kMaxAlertBody;
using view::read_json_alerts;
using view::read_ndjson_alerts;
using view::ReadAlerts;
using view::RejectedAlert;

Json counts_json(const SubmitAlerts::Reply& taken, const std::vector<RejectedAlert>& rejected) {
  Json lines = Json::array();
  for (const auto& one : rejected) lines.push_back({{"line", one.line}, {"error", one.error}});
  return {{"accepted", taken.accepted}, {"repeated", taken.repeated}, {"rejected", std::move(lines)}};
}

// 400 with the counts beside the usual fields of a problem.
Response none_taken(const std::vector<RejectedAlert>& rejected) {
  Json json = {{"type", "urn:redrive:invalid"},
               {"title", reason_of(400)},
               {"status", 400},
               {"detail", rejected.empty() ? "there is no alert in the request"
                                           : "no alert was taken: " + rejected.front().error}};
  json.update(counts_json({}, rejected));
  return {400, "application/problem+json", view::to_text(json)};
}

Result<Response> take(const HttpContext& context, const Request& request, Result<ReadAlerts> read) {
  if (!read) return none_taken({{1, read.error().message}});
  if (read->good.empty()) return none_taken(read->rejected);
  auto taken = context.decider.ask(
      SubmitAlerts{model::AlertSource::kHttp, request.actor.name, std::move(read->good), request.actor.once});
  // Whatever kept them from becoming durable, the sender's part is the same: send them again.
  if (!taken) return base::fail(ErrorCode::kUnavailable, taken.error().message);
  return json_response(202, counts_json(*taken, read->rejected));
}

Result<Response> submit(const HttpContext& context, Request& request) {
  if (!Query(request).finish()) return tl::unexpected(Query(request).finish().error());
  const std::string& type = request.content_type;
  const auto now = context.clock.utc();
  if (type.empty() || type == "application/json" || type == "text/json") {
    return take(context, request, read_json_alerts(request.body, now));
  }
  for (const std::string_view lines :
       {"application/x-ndjson", "application/ndjson", "application/jsonl", "application/json-lines"}) {
    if (type == lines) return take(context, request, read_ndjson_alerts(request.body, now));
  }
  return problem(415, "invalid", "Content-Type is neither application/json nor application/x-ndjson");
}

Result<Response> submit_alertmanager(const HttpContext& context, Request& request) {
  const auto options = context.options.get();
  return take(context, request, read_alertmanager(request.body, options->inventory, context.clock.utc()));
}

Result<Response> list(const HttpContext& context, Request& request) {
  Query query(request);
  AlertFilter filter{query.text("server"), query.text("device"), query.text("job"),
                     query.failure_type(), query.text("ticket"), query.since(context.clock.utc())};
  filter.oldest_first = query.oldest_first();
  const auto page = query.page();
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  return list_from_store(context, [&](Database& db) { return list_alerts(db, filter, page); });
}

}  // namespace

Endpoints alert_endpoints() {
  return {{"POST", "/api/v1/alerts", Need::kSubmit, submit, kMaxAlertBody},
          {"GET", "/api/v1/alerts", Need::kViewer, list},
          {"POST", "/api/v1/alerts/alertmanager", Need::kSubmit, submit_alertmanager, kMaxAlertBody}};
}

}  // namespace redrive::central
