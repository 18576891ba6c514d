#include "central/http/dispatcher.h"

#include <algorithm>

#include "central/http/described_query.h"
#include "central/http/uri.h"
#include "central/http/web_session.h"
#include "shared/log/log.h"
#include "shared/view/json.h"

namespace redrive::central {
namespace {

using Params = std::map<std::string, std::string, std::less<>>;

std::string_view next_segment(std::string_view& path) {
  path.remove_prefix(1);
  const auto end = std::min(path.find('/'), path.size());
  const auto segment = path.substr(0, end);
  path.remove_prefix(end);
  return segment;
}

// Fills `params` where the path fits the pattern. An empty or badly encoded segment fits no {name}.
bool fits(std::string_view pattern, std::string_view path, Params& params) {
  params.clear();
  if (pattern == kPages) return !path.starts_with("/api/");
  while (pattern.starts_with('/') && path.starts_with('/')) {
    const auto expected = next_segment(pattern), given = next_segment(path);
    if (!expected.starts_with('{')) {
      if (expected != given) return false;
      continue;
    }
    auto value = percent_decode(given, false);
    if (!value || value->empty()) return false;
    params.emplace(expected.substr(1, expected.size() - 2), std::move(*value));
  }
  return pattern.empty() && path.empty();
}

auto names_in(std::string_view pattern) {
  return std::ranges::count(pattern, '{');
}

// The text goes to the log under the request's id, for it may say more than the client should know.
Response failure(std::string_view route, const std::string& id, const base::Error& error) {
  log::error("http", fmt::format("{} failed ({}): {}", route, id, error.message));
  const view::Json json = {
      {"type", fmt::format("urn:redrive:{}", type_of(error.code))},
      {"title", reason_of(500)},
      {"status", 500},
      {"detail", fmt::format("{}; central's log says more under {}", error.message.substr(0, 512), id)},
      {"id", id}};
  return {500, "application/problem+json", view::to_text(json)};
}

}  // namespace

std::string_view resource_of(std::string_view path) {
  constexpr std::string_view kRoot = "/api/v1/";
  if (!path.starts_with(kRoot)) return {};
  path.remove_prefix(kRoot.size());
  return path.substr(0, path.find('/'));
}

Dispatcher::Dispatcher(const HttpContext& context, const Authenticator& auth, std::vector<Endpoint> endpoints)
    : context_(context),
      auth_(auth),
      endpoints_(std::move(endpoints)),
      repeats_(context),
      kept_(context.events),
      log_(context.metrics, context.clock) {}

Dispatcher::Admission Dispatcher::admit(Request& request) const {
  request.id = request_id(request.id);
  // The fitting pattern with the fewest names counts alone: "mail/hold" is not the mail of number "hold".
  std::string_view pattern;
  Params params;
  for (const Endpoint& route : endpoints_) {
    const bool closer = pattern.empty() || names_in(route.pattern) < names_in(pattern);
    if (!closer || !fits(route.pattern, request.path, params)) continue;
    pattern = route.pattern;
    request.params = params;
  }
  const Endpoint* found = nullptr;
  const Endpoint* instead = nullptr;  // GET for a HEAD without a route of its own
  std::string allowed;
  const auto allow = [&](std::string_view method) {
    if (allowed.find(method) == allowed.npos) allowed.append(allowed.empty() ? "" : ", ").append(method);
  };
  for (const Endpoint& route : endpoints_) {
    if (pattern.empty() || route.pattern != pattern) continue;
    allow(route.method);
    if (route.method == "GET") allow("HEAD");
    if (route.method == request.method) found = &route;
    if (route.method == "GET" && request.method == "HEAD") instead = &route;
  }
  if (!found) found = instead;
  // Whether a path exists is nobody's business without a token, so who comes before what.
  const Need need = found ? found->need : Need::kIdentity;
  if (auto identity = auth_.allow(request.credentials(), need, resource_of(request.path)); identity) {
    request.identity = *std::move(identity);
    request.actor.name = request.identity.name;
  } else if (identity.error().known) {
    return {nullptr, problem(403, "denied", identity.error().why)};
  } else {
    return {nullptr, problem(401, "denied", identity.error().why)};
  }
  if (request.method != "GET" && request.method != "HEAD") {
    if (auto ours = check_page(request, need); !ours) return {nullptr, problem(ours.error())};
  }
  if (found) return {found, {}};
  if (allowed.empty())
    return {nullptr, problem(404, "not_found", "there is no such resource; see /api/v1/openapi.json")};
  Response refusal = problem(405, "not_found", "this resource does not take that method; it takes " + allowed);
  refusal.allow = allowed;
  return {nullptr, std::move(refusal)};
}

Response Dispatcher::run(const Endpoint& route, Request& request) const {
  if (auto known = check_described(route.method, route.pattern, request); !known) return problem(known.error());
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (request.idempotency_key.empty() || reads || route.streams || route.repeat == Repeat::kNever)
    return run_handler(route, request);
  return repeats_.once(request, route.repeat == Repeat::kRecognised, [&] { return run_handler(route, request); });
}

base::Result<Response> Dispatcher::answer(const Endpoint& route, Request& request) const {
  const auto make = [&] { return route.handler(context_, request); };
  return route.kept_until.none() ? make() : kept_.get(request, route.kept_until, context_.clock.steady(), make);
}

Response Dispatcher::run_handler(const Endpoint& route, Request& request) const {
  const auto name = [&] { return fmt::format("{} {}", route.method, route.pattern); };
  try {
    auto response = answer(route, request);
    if (response) return std::move(*response);
    if (status_of(response.error().code) == 500) return failure(name(), request.id, response.error());
    return problem(response.error());
  } catch (const std::exception& thrown) {
    log::error("http", fmt::format("{} threw: {}", name(), thrown.what()));
    return failure(name(), request.id, {base::ErrorCode::kFailed, "an unexpected error"});
  }
}

Response Dispatcher::handle(Request& request) const {
  auto admission = admit(request);
  return admission.route ? run(*admission.route, request) : std::move(admission.refusal);
}

}  // namespace redrive::central
