// rollouts: plans of many servers bound together, approved once, steered while they run (R7).
#include "central/core/rollout.h"
#include "central/flow/redistribution_flow.h"
#include "central/http/endpoints.h"
#include "central/http/rollout_request.h"
#include "central/http/selection.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::Result;

Result<Json> shown(const HttpContext& context, Database& db, const std::string& id) {
  auto row = find_rollout(db, id);
  if (!row) return tl::unexpected(row.error());
  if (!*row) return not_found("rollout", id);
  auto members = rollout_members(db, id);
  if (!members) return tl::unexpected(members.error());
  Json json = to_json(**row);
  const RolloutCounts counts = count(*members);
  json.update(to_json(counts));
  const auto end = ends_about(**row, counts, context.clock.utc());
  json["ends_about"] = end ? time_or_null(*end) : Json(nullptr);
  json["waves"] = members->empty() ? 0 : members->back().wave;
  json["members"] = array_of(*members);
  return json;
}

Result<Response> show_one(const HttpContext& context, int status, const std::string& id) {
  auto json = context.readers.read([&](Database& db) { return shown(context, db, id); });
  if (!json) return tl::unexpected(json.error());
  return json_response(status, *json);
}

Result<Response> show(const HttpContext& context, Request& request) {
  return show_one(context, 200, request.param("id"));
}

Result<Response> list(const HttpContext& context, Request& request) {
  Query query(request);
  const std::string state = query.text("state");
  const auto page = query.page();
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  return list_from_store(context, [&](Database& db) { return list_rollouts(db, state, page); });
}

// Asks every affected agent for its plan, as a redistribution does; servers without one are among the items with the
// reason, and left out.
Result<Response> plan(const HttpContext& context, Request& request) {
  Body body(request);
  const RedistributionSelection selection = read_selection(body);
  RecordRollout wanted{request.actor, in_words(selection), read_policy(body), {}};
  if (auto good = body.finish(); !good) return tl::unexpected(good.error());
  if (auto good = check_policy(wanted.policy, context.clock.utc()); !good) return tl::unexpected(good.error());
  const auto options = context.options.get();
  auto planned = context.readers.read([&](Database& db) {
    return plan_redistributions(db, context.agents, context.decider, request.actor, selection, *options);
  });
  if (!planned) return tl::unexpected(planned.error());
  for (const auto& one : *planned) {
    if (one.error.empty()) wanted.redistributions.push_back(one.id);
  }
  if (wanted.redistributions.empty()) {
    return base::fail(ErrorCode::kUnavailable,
                      fmt::format("no agent gave a plan; {}: {}", planned->front().server, planned->front().error));
  }
  auto recorded = context.decider.ask(std::move(wanted));
  if (!recorded) return tl::unexpected(recorded.error());
  auto json = context.readers.read([&](Database& db) { return shown(context, db, recorded->id); });
  if (!json) return tl::unexpected(json.error());
  (*json)["items"] = array_of(*planned);
  return json_response(201, *json);
}

Result<Response> approve(const HttpContext& context, Request& request) {
  Body body(request);
  DecideRollout asked{request.actor, request.param("id"), true, body.needed("digest"), ""};
  if (auto good = body.finish(); !good) return tl::unexpected(good.error());
  if (auto decided = context.decider.ask(std::move(asked)); !decided) return tl::unexpected(decided.error());
  return show_one(context, 200, request.param("id"));
}

Result<Response> refuse(const HttpContext& context, Request& request) {
  Body body(request);
  DecideRollout asked{request.actor, request.param("id"), false, "", body.needed("why")};
  if (auto good = body.finish(); !good) return tl::unexpected(good.error());
  if (auto decided = context.decider.ask(std::move(asked)); !decided) return tl::unexpected(decided.error());
  return show_one(context, 200, request.param("id"));
}

template <RolloutAct kAct>
Result<Response> steer(const HttpContext& context, Request& request) {
  Body body(request);
  SteerRollout asked{request.actor, request.param("id"), kAct, body.text("why")};
  if (auto good = body.finish(); !good) return tl::unexpected(good.error());
  if (auto done = context.decider.ask(std::move(asked)); !done) return tl::unexpected(done.error());
  return show_one(context, 200, request.param("id"));
}

}  // namespace

Endpoints rollout_endpoints() {
  return {{"POST", "/api/v1/rollouts", Need::kOperator, plan},
          {"GET", "/api/v1/rollouts", Need::kViewer, list},
          {"GET", "/api/v1/rollouts/{id}", Need::kViewer, show},
          {"POST", "/api/v1/rollouts/{id}/approve", Need::kApprover, approve},
          {"POST", "/api/v1/rollouts/{id}/refuse", Need::kApprover, refuse},
          {"POST", "/api/v1/rollouts/{id}/pause", Need::kOperator, steer<RolloutAct::kPause>},
          {"POST", "/api/v1/rollouts/{id}/resume", Need::kApprover, steer<RolloutAct::kResume>},
          {"POST", "/api/v1/rollouts/{id}/cancel", Need::kOperator, steer<RolloutAct::kCancel>}};
}

}  // namespace redrive::central
