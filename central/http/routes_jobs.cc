// jobs: started, watched, cancelled (D1); dump: what an agent's own job log says of one (D3).
#include "central/http/arguments.h"
#include "central/http/endpoints.h"
#include "central/http/job_request.h"
#include "central/http/json_views.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::Result;

Result<Response> start(const HttpContext& context, Request& request) {
  auto job = read_job(request);
  if (!job) return tl::unexpected(job.error());
  auto started = context.decider.ask(std::move(*job));
  if (!started) return tl::unexpected(started.error());
  return json_response(
      started->repeated ? 200 : 201,
      {{"job", started->job}, {"repeated", started->repeated}, {"rollout", text_or_null(started->rollout)}});
}

Result<Response> list(const HttpContext& context, Request& request) {
  Query query(request);
  const JobFilter filter{query.text("state"), query.text("server")};
  const auto page = query.page();
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  return list_from_store(context, [&](Database& db) { return list_jobs(db, filter, page); });
}

Result<Json> show(Database& db, const std::string& id) {
  auto job = find_job(db, id);
  if (!job) return tl::unexpected(job.error());
  if (!*job) return not_found("job", id);
  auto shares = job_servers(db, id);
  if (!shares) return tl::unexpected(shares.error());
  std::uint64_t devices = 0, succeeded = 0, failed = 0;
  for (const auto& share : *shares) devices += share.devices, succeeded += share.succeeded, failed += share.failed;
  Json json = to_json(**job);
  const model::JobOrder order = shares->empty() ? model::JobOrder{} : shares->front().order;
  json["packages"] = array_of(order.packages);
  json["parameters"] = to_json(order.parameters);
  json["devices"] = devices;
  json["succeeded"] = succeeded;
  json["failed"] = failed;
  json["servers"] = array_of(*shares);
  return json;
}

Result<Response> show_one(const HttpContext& context, Request& request) {
  auto json = context.readers.read([&](Database& db) { return show(db, request.param("id")); });
  if (!json) return tl::unexpected(json.error());
  return json_response(200, *json);
}

struct Share {
  std::vector<std::string> devices;
  std::vector<model::DeviceOutcome> outcomes;
};

Result<Share> find_share(Database& db, const std::string& job, const std::string& server) {
  auto row = find_job_server(db, job, server);
  if (!row) return tl::unexpected(row.error());
  if (!*row) return not_found("job", job + " on " + server);
  auto known = outcomes(db, job, server);
  if (!known) return tl::unexpected(known.error());
  return Share{std::move((*row)->order.devices), std::move(*known)};
}

// Every device of the order, those nobody has heard of yet as pending.
Result<Response> show_share(const HttpContext& context, Request& request) {
  Query query(request);
  const auto page = query.page();
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  auto share =
      context.readers.read([&](Database& db) { return find_share(db, request.param("id"), request.param("server")); });
  if (!share) return tl::unexpected(share.error());
  std::unordered_map<std::string_view, const model::DeviceOutcome*> known;
  for (const auto& outcome : share->outcomes) known.emplace(outcome.device, &outcome);
  return page_of(share->devices, page, [&](const std::string& device) {
    const auto outcome = known.find(device);
    Json json = {{"device", device}};
    json.update(to_json(outcome == known.end() ? model::DeviceOutcome{} : *outcome->second));
    return json;
  });
}

Result<Response> cancel(const HttpContext& context, Request& request) {
  Body body(request);
  if (auto good = body.finish(); !good) return tl::unexpected(good.error());
  const std::string& id = request.param("id");
  auto stopped = context.decider.ask(StopJob{request.actor, id});
  if (!stopped) return tl::unexpected(stopped.error());
  return json_response(202, {{"job", id}});
}

Result<Response> dump(const HttpContext& context, Request& request) {
  const std::string& server = request.param("server");
  auto answer = context.agents.call(server, wire::DumpRequest{request.param("job")}, context.agent_deadline);
  if (!answer) return tl::unexpected(answer.error());
  const auto* reply = std::get_if<wire::DumpReply>(&*answer);
  if (!reply)
    return base::fail(ErrorCode::kCorrupt, fmt::format("agent {} answered something else than a dump", server));
  return json_response(200, to_json(*reply));
}

}  // namespace

Endpoints job_endpoints() {
  return {{"POST", "/api/v1/jobs", Need::kOperator, start, 8 * kMaxBody, false, Repeat::kRecognised},
          {"GET", "/api/v1/jobs", Need::kViewer, list},
          {"GET", "/api/v1/jobs/{id}", Need::kViewer, show_one},
          {"GET", "/api/v1/jobs/{id}/servers/{server}", Need::kViewer, show_share},
          {"POST", "/api/v1/jobs/{id}/cancel", Need::kOperator, cancel},
          {"GET", "/api/v1/dump/{server}/{job}", Need::kViewer, dump}};
}

}  // namespace redrive::central
