// login: a session for a name and a password; logout: its end.
#include "central/http/arguments.h"
#include "central/http/endpoints.h"

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
  if (auto good = body.finish(); !good) return tl::unexpected(good.error());
  auto judged = context.people.log_in(name, password, request.actor.from);
  if (!judged) return tl::unexpected(judged.error());
  if (const auto* refused = std::get_if<LoginRefused>(&*judged)) {
    if (refused->wait > base::Micros{0}) return wait_first(refused->wait);
    return problem(401, "denied", "the name or the password is wrong");
  }
  const auto& session = std::get<LoggedIn>(*judged);
  return json_response(200, {{"name", name},
                             {"role", to_string(session.role)},
                             {"token", session.token},
                             {"ends_at", base::format_rfc3339(session.end)}});
}

Result<Response> log_out(const HttpContext& context, Request& request) {
  auto ended = context.people.log_out(request.actor, request.authorization);
  if (!ended) return tl::unexpected(ended.error());
  return Response{204, "", ""};
}

}  // namespace

Endpoints login_endpoints() {
  return {{"POST", "/api/v1/login", Need::kNothing, log_in, kMaxLogin},
          {"POST", "/api/v1/logout", Need::kIdentity, log_out}};
}

}  // namespace redrive::central
