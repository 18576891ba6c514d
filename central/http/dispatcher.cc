#include "central/http/dispatcher.h"

#include <atomic>

#include "central/http/uri.h"
#include "central/http/web_session.h"
#include "shared/base/digest.h"
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

// The text goes to the log under an id; the client gets the id alone, for it may say more than the client should know.
Response failure(std::string_view route, const base::Error& error) {
  static std::atomic<std::uint64_t> count{0};
  const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
  const std::string digest = base::digest_of(fmt::format("{}.{}", now, ++count));
  const std::string id{base::digest_hex(digest).substr(0, 12)};
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
    : context_(context), auth_(auth), endpoints_(std::move(endpoints)) {}

Dispatcher::Admission Dispatcher::admit(Request& request) const {
  const Endpoint* found = nullptr;
  const Endpoint* instead = nullptr;  // GET for a HEAD without a route of its own
  std::string allowed;
  Params params;
  for (const Endpoint& route : endpoints_) {
    if (!fits(route.pattern, request.path, params)) continue;
    allowed.append(allowed.empty() ? "" : ", ").append(route.method);
    if (route.method == request.method) found = &route;
    if (route.method == "GET" && request.method == "HEAD") instead = &route;
    if (found == &route || instead == &route) request.params = params;
    if (found) break;
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
  const auto name = [&] { return fmt::format("{} {}", route.method, route.pattern); };
  try {
    auto response = route.handler(context_, request);
    if (response) return std::move(*response);
    if (status_of(response.error().code) == 500) return failure(name(), response.error());
    return problem(response.error());
  } catch (const std::exception& thrown) {
    log::error("http", fmt::format("{} threw: {}", name(), thrown.what()));
    return failure(name(), {base::ErrorCode::kFailed, "an unexpected error"});
  }
}

Response Dispatcher::handle(Request& request) const {
  auto admission = admit(request);
  return admission.route ? run(*admission.route, request) : std::move(admission.refusal);
}

}  // namespace redrive::central
