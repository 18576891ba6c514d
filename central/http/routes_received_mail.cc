// mail that came in: handing it in, and what became of it.
#include <charconv>

#include "central/http/arguments.h"
#include "central/http/endpoints.h"
#include "central/http/json_views.h"
#include "mail/read/received_mail.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::Result;

Result<Response> take(const HttpContext& context, Request& request) {
  if (auto good = Query(request).finish(); !good) return tl::unexpected(good.error());
  if (request.content_type != "message/rfc822") return problem(415, "invalid", "Content-Type is not message/rfc822");
  if (request.body.empty()) return base::fail(ErrorCode::kInvalid, "the mail is empty; expected it whole, as RFC 5322");
  auto taken = context.decider.ask(TakeMail{request.actor.name, "", std::move(request.body), 0, ""});
  // Whatever kept it from becoming durable, the sender's part is the same: send it again.
  if (!taken) return base::fail(ErrorCode::kUnavailable, taken.error().message);
  return json_response(202, {{"number", taken->number}, {"repeated", taken->repeated}});
}

Result<Response> list(const HttpContext& context, Request& request) {
  Query query(request);
  const std::string state = query.text("state");
  const auto page = query.page();
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  return list_from_store(context, [&](Database& db) { return list_received(db, state, page); });
}

Result<ReceivedMail> find(const HttpContext& context, const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return not_found("received mail", text);
  auto mail = context.readers.read([&](Database& db) { return find_received(db, number); });
  if (!mail) return tl::unexpected(mail.error());
  if (!*mail) return not_found("received mail", text);
  return std::move(**mail);
}

Result<Response> show(const HttpContext& context, Request& request) {
  auto mail = find(context, request.param("number"));
  if (!mail) return tl::unexpected(mail.error());
  // What reading it does to the program is known only when it was read to its end.
  const auto begun = context.readers.read([&](Database& db) { return reading_attempts(db, mail->number); });
  if (!begun) return tl::unexpected(begun.error());
  const bool decoded = mail->state != ReceivedState::kNew && *begun == 0;
  Json json = to_json(*mail);
  json["headers"] = Json::array();
  for (const auto& [name, value] : mail::read_head(mail->raw, decoded))
    json["headers"].push_back({{"name", name}, {"value", value}});
  return json_response(200, json);
}

// As it came: a browser must not take it for a page of ours.
Result<Response> raw(const HttpContext& context, Request& request) {
  auto mail = find(context, request.param("number"));
  if (!mail) return tl::unexpected(mail.error());
  if (mail->digest.empty())
    return base::fail(ErrorCode::kNotFound,
                      fmt::format("received mail {} was not fetched: {}", mail->number, mail->why));
  return Response{200, "message/rfc822", std::move(mail->raw)};
}

}  // namespace

Endpoints received_mail_endpoints() {
  return {{"POST", "/api/v1/mail/received", Need::kSubmit, take, kMostMailBytes},
          {"GET", "/api/v1/mail/received", Need::kViewer, list},
          {"GET", "/api/v1/mail/received/{number}", Need::kViewer, show},
          {"GET", "/api/v1/mail/received/{number}/raw", Need::kViewer, raw}};
}

}  // namespace redrive::central
