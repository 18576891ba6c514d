// users and tokens: who may do what, given and taken by administrators.
#include <set>

#include "central/http/arguments.h"
#include "central/http/endpoints.h"
#include "central/http/json_views.h"

namespace redrive::central {
namespace {

using base::Result;

Json user_json(const User& user) {
  return {{"name", user.name}, {"role", to_string(user.role)}, {"added_at", base::format_rfc3339(user.added_at)}};
}

Json token_json(const ApiToken& token, base::UtcTime now) {
  return {{"name", token.name},
          {"role", to_string(token.role)},
          {"scope", token.scope.empty() ? Json("*") : Json(token.scope)},
          {"ends_at", token.end ? Json(base::format_rfc3339(*token.end)) : Json(nullptr)},
          {"ended", has_ended(token, now)}};
}

Role read_role(Body& body) {
  const std::string text = body.needed("role");
  const auto role = parse_role(text);
  if (!role && !text.empty()) {
    body.complain("\"role\" is none of viewer, operator, approver, administrator, and for tokens submit");
  }
  return role.value_or(Role::kViewer);
}

// ---- users

Result<Response> list_users(const HttpContext& context, Request& request) {
  Query query(request);
  const auto page = query.page();
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  return page_of(context.people.users(), page, user_json);
}

Result<Response> add_user(const HttpContext& context, Request& request) {
  Body body(request);
  const std::string name = body.needed("name"), password = body.secret("password");
  const Role role = read_role(body);
  if (auto good = body.finish(); !good) return tl::unexpected(good.error());
  if (auto added = context.people.add_user(request.actor, name, role, password); !added)
    return tl::unexpected(added.error());
  return json_response(201, {{"name", name}, {"role", to_string(role)}});
}

Result<Response> remove_user(const HttpContext& context, Request& request) {
  if (auto removed = context.people.remove_user(request.actor, request.param("name")); !removed)
    return tl::unexpected(removed.error());
  return Response{204, "", ""};
}

Result<Response> set_password(const HttpContext& context, Request& request) {
  Body body(request);
  const std::string password = body.secret("password");
  if (auto good = body.finish(); !good) return tl::unexpected(good.error());
  if (auto set = context.people.set_password(request.actor, request.param("name"), password); !set)
    return tl::unexpected(set.error());
  return Response{204, "", ""};
}

// ---- tokens

Result<Response> list_tokens(const HttpContext& context, Request& request) {
  Query query(request);
  const auto page = query.page();
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  const auto now = context.clock.utc();
  return page_of(context.people.tokens(), page, [&](const ApiToken& token) { return token_json(token, now); });
}

// "*" or an array of resources that there are.
std::vector<std::string> read_scope(Body& body) {
  const ParsedJson& given = body.raw("scope");
  if (given.is_null() || given == "*") return {};
  auto scope = body.texts("scope");
  std::set<std::string_view> known;
  for (const auto& endpoint : all_endpoints()) known.insert(resource_of(endpoint.pattern));
  known.erase("");
  if (scope.empty()) body.complain("\"scope\" is \"*\" or names at least one resource");
  for (const auto& resource : scope) {
    if (known.contains(resource)) continue;
    body.complain(fmt::format("\"scope\": there is no resource \"{}\"; there are: {}", model::clean_text(resource, 64),
                              fmt::join(known, ", ")));
  }
  return scope;
}

std::optional<base::UtcTime> read_end(Body& body, base::UtcTime now) {
  const std::string text = body.needed("expires");
  if (text.empty() || text == "never") return std::nullopt;
  if (const auto span = base::parse_duration(text)) return now + *span;
  if (const auto time = base::parse_rfc3339(text)) return *time;
  body.complain("\"expires\" is none of a span such as 90d, a time such as 2027-01-01T00:00:00Z, and never");
  return std::nullopt;
}

Result<Response> add_token(const HttpContext& context, Request& request) {
  const auto now = context.clock.utc();
  Body body(request);
  ApiToken wanted{"", body.needed("name"), read_role(body), read_scope(body), read_end(body, now)};
  if (auto good = body.finish(); !good) return tl::unexpected(good.error());
  auto secret = context.people.add_token(request.actor, wanted);
  if (!secret) return tl::unexpected(secret.error());
  Json json = token_json(wanted, now);
  json["token"] = *secret;
  return json_response(201, json);
}

Result<Response> remove_token(const HttpContext& context, Request& request) {
  if (auto removed = context.people.remove_token(request.actor, request.param("name")); !removed)
    return tl::unexpected(removed.error());
  return Response{204, "", ""};
}

}  // namespace

Endpoints people_endpoints() {
  return {{"GET", "/api/v1/users", Need::kAdministrator, list_users},
          {"POST", "/api/v1/users", Need::kAdministrator, add_user, kMaxBody, false, Repeat::kNever},
          {"DELETE", "/api/v1/users/{name}", Need::kAdministrator, remove_user},
          {"PUT", "/api/v1/users/{name}/password", Need::kAdministrator, set_password, kMaxBody, false, Repeat::kNever},
          {"GET", "/api/v1/tokens", Need::kAdministrator, list_tokens},
          {"POST", "/api/v1/tokens", Need::kAdministrator, add_token, kMaxBody, false, Repeat::kNever},
          {"DELETE", "/api/v1/tokens/{name}", Need::kAdministrator, remove_token}};
}

}  // namespace redrive::central
