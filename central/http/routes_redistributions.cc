// redistributions: planned by the agents, decided by people, followed (journey 2).
#include "central/flow/plan_tools.h"
#include "central/flow/redistribution_flow.h"
#include "central/http/arguments.h"
#include "central/http/endpoints.h"
#include "central/http/json_views.h"
#include "central/http/selection.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::Result;

// What would be done again, asked of the agent and recorded nowhere.
Result<Response> preview(const HttpContext& context, Request& request) {
  Query query(request);
  const std::string tool = query.text("tool");
  auto wishes = read_wishes(query);
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  if (!wishes) return tl::unexpected(wishes.error());
  const auto options = context.options.get();
  const auto tools =
      context.readers.read([&](Database& db) { return PlanTools::find(db, context.agents, tool, options->tool_keys); });
  if (!tools) return tl::unexpected(tools.error());
  auto plan = preview_plan(context.agents, *tools, request.param("server"), request.param("job"), std::move(*wishes),
                           options->approval.lifetime, context.agent_deadline);
  if (!plan) return tl::unexpected(plan.error());
  return json_response(200, to_json(*plan));
}

Result<Response> plan(const HttpContext& context, Request& request) {
  Body body(request);
  const RedistributionSelection selection = read_selection(body);
  if (auto good = body.finish(); !good) return tl::unexpected(good.error());
  const auto options = context.options.get();
  auto planned = context.readers.read([&](Database& db) {
    return plan_redistributions(db, context.agents, context.decider, request.actor, selection, *options);
  });
  if (!planned) return tl::unexpected(planned.error());
  const bool none = std::ranges::all_of(*planned, [](const auto& one) { return !one.error.empty(); });
  if (none && !planned->empty()) {
    return base::fail(ErrorCode::kUnavailable,
                      fmt::format("no agent gave a plan; {}: {}", planned->front().server, planned->front().error));
  }
  return json_response(201, {{"items", array_of(*planned)}, {"next", nullptr}});
}

Result<Response> list(const HttpContext& context, Request& request) {
  Query query(request);
  const std::string state = query.text("state");
  const auto page = query.page();
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  return list_from_store(context, [&](Database& db) { return list_redistributions(db, state, page); });
}

Result<RedistributionRow> find(const HttpContext& context, const std::string& id) {
  auto row = context.readers.read([&](Database& db) { return find_redistribution(db, id); });
  if (!row) return tl::unexpected(row.error());
  if (!*row) return not_found("redistribution", id);
  return std::move(**row);
}

Result<Response> show(const HttpContext& context, Request& request) {
  auto row = find(context, request.param("id"));
  if (!row) return tl::unexpected(row.error());
  Json json = to_json(*row);
  json["plan"] = to_json(row->plan);
  return json_response(200, json);
}

Result<Response> decide(const HttpContext& context, const Request& request, bool approve, std::string digest,
                        std::string why) {
  const std::string& id = request.param("id");
  auto decided = context.decider.ask(DecidePlan{request.actor, id, approve, std::move(digest), std::move(why)});
  if (!decided) return tl::unexpected(decided.error());
  auto row = find(context, id);
  if (!row) return tl::unexpected(row.error());
  return json_response(200, to_json(*row));
}

Result<Response> approve(const HttpContext& context, Request& request) {
  Body body(request);
  std::string digest = body.needed("digest");
  if (auto good = body.finish(); !good) return tl::unexpected(good.error());
  return decide(context, request, true, std::move(digest), "");
}

Result<Response> refuse(const HttpContext& context, Request& request) {
  Body body(request);
  std::string why = body.needed("why");
  if (auto good = body.finish(); !good) return tl::unexpected(good.error());
  return decide(context, request, false, "", std::move(why));
}

}  // namespace

Endpoints redistribution_endpoints() {
  return {{"GET", "/api/v1/plan/{server}/{job}", Need::kOperator, preview},
          {"POST", "/api/v1/redistributions", Need::kOperator, plan},
          {"GET", "/api/v1/redistributions", Need::kViewer, list},
          {"GET", "/api/v1/redistributions/{id}", Need::kViewer, show},
          {"POST", "/api/v1/redistributions/{id}/approve", Need::kApprover, approve},
          {"POST", "/api/v1/redistributions/{id}/refuse", Need::kApprover, refuse}};
}

}  // namespace redrive::central
