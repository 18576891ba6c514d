// agents: who may speak, who is there, who knocked (O2).
#include "central/http/arguments.h"
#include "central/http/endpoints.h"
#include "central/http/json_views.h"

namespace redrive::central {
namespace {

using base::Result;

Json agent_json(const AcceptedAgent& agent, const AgentStatus* status) {
  return {{"name", agent.name},
          {"key", agent.key},
          {"accepted_at", time_or_null(agent.accepted_at)},
          {"connected", status != nullptr && status->connected},
          {"version", status ? text_or_null(status->version) : Json(nullptr)},
          {"last_heard", status ? time_or_null(status->last_heard) : Json(nullptr)},
          {"capabilities", status ? Json(status->capabilities) : Json::array()}};
}

Json pending_json(const std::vector<link::RefusedKey>& keys) {
  Json out = Json::array();
  for (const auto& key : keys) {
    out.push_back({{"key", key.key},
                   {"address", key.address},
                   {"first_at", time_or_null(key.first_at)},
                   {"last_at", time_or_null(key.last_at)},
                   {"times", key.times}});
  }
  return out;
}

Result<Response> list(const HttpContext& context, Request& request) {
  Query query(request);
  const auto page = query.page();
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  const auto accepted = context.directory.accepted();
  const auto begin = std::min(static_cast<std::size_t>(page.after), accepted.size());
  const auto end = std::min(begin + page.limit, accepted.size());
  const auto statuses = context.agents.agents();
  std::map<std::string_view, const AgentStatus*> by_name;
  for (const auto& status : statuses) by_name.emplace(status.name, &status);
  Json items = Json::array();
  for (std::size_t i = begin; i < end; ++i) {
    const auto status = by_name.find(accepted[i].name);
    items.push_back(agent_json(accepted[i], status == by_name.end() ? nullptr : status->second));
  }
  return json_response(200, {{"items", std::move(items)},
                             {"next", end < accepted.size() ? Json(end) : Json(nullptr)},
                             {"pending", pending_json(context.directory.pending())}});
}

// Writes the act into the audit trail, once it is known what it changes and before it is done.
AgentDirectory::Record recorder(const HttpContext& context, const Request& request, const char* what,
                                const std::string& name) {
  return [&context, actor = request.actor, what, name](const std::string& before, const std::string& after) {
    auto recorded = context.decider.ask(RecordAct{actor, what, name, "", before, after});
    return recorded ? base::Status{} : base::Status(tl::unexpected(recorded.error()));
  };
}

Result<Response> accept(const HttpContext& context, Request& request) {
  Body body(request);
  const std::string name = body.needed("name"), key = body.needed("key");
  if (auto good = body.finish(); !good) return tl::unexpected(good.error());
  if (auto accepted = context.directory.accept(key, name, recorder(context, request, "accept agent", name)); !accepted)
    return tl::unexpected(accepted.error());
  context.events.tell(resource("agents"));
  return json_response(201, {{"name", name}, {"key", key}});
}

Result<Response> remove(const HttpContext& context, Request& request) {
  const std::string& name = request.param("name");
  if (auto removed = context.directory.remove(name, recorder(context, request, "reject agent", name)); !removed)
    return tl::unexpected(removed.error());
  context.events.tell(resource("agents"));
  return Response{204, "", ""};
}

Result<Response> replace_key(const HttpContext& context, Request& request) {
  Body body(request);
  const std::string key = body.needed("key");
  if (auto good = body.finish(); !good) return tl::unexpected(good.error());
  const std::string& name = request.param("name");
  if (auto replaced =
          context.directory.replace_key(name, key, recorder(context, request, "replace key of agent", name));
      !replaced)
    return tl::unexpected(replaced.error());
  context.events.tell(resource("agents"));
  return json_response(200, {{"name", name}, {"key", key}});
}

}  // namespace

Endpoints agent_endpoints() {
  return {{"GET", "/api/v1/agents", Need::kViewer, list},
          {"POST", "/api/v1/agents", Need::kAdministrator, accept},
          {"DELETE", "/api/v1/agents/{name}", Need::kAdministrator, remove},
          {"PUT", "/api/v1/agents/{name}/key", Need::kAdministrator, replace_key}};
}

}  // namespace redrive::central
