// login: a session for a name and a password; session: whose it is; logout: its end. A browser keeps the session's
// token in a cookie, everybody else shows it as a bearer token.
#include "central/http/arguments.h"
#include "central/http/endpoints.h"
#include "central/http/web_session.h"

namespace redrive::central {
namespace {

using base::Result;

constexpr std::size_t kMaxLogin = 8 * 1024;  // bytes of a body from anybody at all

Response wait_first(base::Micros wait) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
  Response response =
      problem(429, "denied", fmt::format("too many wrong logins before this one; try again in {} s", seconds));
  response.retry_after = static_cast<unsigned>(seconds);
  return response;
}

Result<Response> log_in(const HttpContext& context, Request& request) {
  Body body(request);
  const std::string name = body.needed("name"), password = body.secret("password");
  const bool as_cookie = body.flag("cookie");
  if (auto good = body.finish(); !good) return tl::unexpected(good.error());
  auto judged = context.people.log_in(name, password, request.actor.from);
  if (!judged) return tl::unexpected(judged.error());
  if (const auto* refused = std::get_if<LoginRefused>(&*judged)) {
    if (refused->wait > base::Micros{0}) return wait_first(refused->wait);
    return problem(401, "denied", "the name or the password is wrong");
  }
  const auto& session = std::get<LoggedIn>(*judged);
  Json json = {{"name", name}, {"role", to_string(session.role)}, {"ends_at", base::format_rfc3339(session.end)}};
  if (!as_cookie) {
    json["token"] = session.token;
    return json_response(200, json);
  }
  json["csrf"] = csrf_of(session.token);
  Response response = json_response(200, json);
  response.set_cookie = session_cookie(session.token, session.end - context.clock.utc(), request.browser.secure);
  return response;
}

Result<Response> show_session(const HttpContext&, Request& request) {
  const bool by_cookie = request.by_cookie();
  return json_response(
      200, {{"name", request.identity.name},
            {"role", to_string(request.identity.role)},
            {"csrf", by_cookie ? Json(csrf_of(request.browser.session)) : Json(nullptr)},
            {"ends_at", request.identity.ends_at ? time_or_null(*request.identity.ends_at) : Json(nullptr)}});
}

Result<Response> log_out(const HttpContext& context, Request& request) {
  auto ended = context.people.log_out(request.actor, request.credentials());
  if (!ended) return tl::unexpected(ended.error());
  Response response{204, "", ""};
  if (request.by_cookie()) response.set_cookie = session_cookie("", base::Micros{0}, request.browser.secure);
  return response;
}

}  // namespace

Endpoints login_endpoints() {
  return {{"POST", "/api/v1/login", Need::kNothing, log_in, kMaxLogin, false, Repeat::kNever},
          {"GET", "/api/v1/session", Need::kIdentity, show_session},
          {"POST", "/api/v1/logout", Need::kIdentity, log_out}};
}

}  // namespace redrive::central
