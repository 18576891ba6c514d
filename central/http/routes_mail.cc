// mail: what was, is and could not be sent (T4).
#include <charconv>

#include "central/flow/ticket_post.h"
#include "central/http/arguments.h"
#include "central/http/endpoints.h"
#include "central/http/json_views.h"

namespace redrive::central {
namespace {

using base::Result;

Result<Response> list_of_ticket(const HttpContext& context, const std::string& ticket, const std::string& state,
                                const PageRequest& page) {
  auto rows = context.readers.read([&](Database& db) { return mail_of_ticket(db, ticket); });
  if (!rows) return tl::unexpected(rows.error());
  if (!state.empty()) std::erase_if(*rows, [&](const MailRow& row) { return to_string(row.state) != state; });
  std::ranges::reverse(*rows);
  return page_of(*rows, page, [](const MailRow& row) { return to_json(row); });
}

Result<Response> list(const HttpContext& context, Request& request) {
  Query query(request);
  const std::string state = query.text("state"), ticket = query.text("ticket");
  const auto page = query.page();
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  if (!ticket.empty()) return list_of_ticket(context, ticket, state, page);
  return list_from_store(context, [&](Database& db) { return list_mail(db, state, page); });
}

Result<MailRow> find(const HttpContext& context, const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return not_found("mail", text);
  auto row = context.readers.read([&](Database& db) { return find_mail(db, number); });
  if (!row) return tl::unexpected(row.error());
  if (!*row) return not_found("mail", text);
  return std::move(**row);
}

Result<Response> show(const HttpContext& context, Request& request) {
  auto row = find(context, request.param("number"));
  if (!row) return tl::unexpected(row.error());
  Json json = to_json(*row);
  json["message"] = row->message;
  return json_response(200, json);
}

Result<Response> preview(const HttpContext& context, Request& request) {
  Query query(request);
  const std::string kind = query.text("kind");
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  PreviewMail asked{request.param("id")};
  const auto notice = notice_of(kind.empty() ? "opened" : kind);
  if (!notice)
    return base::fail(base::ErrorCode::kInvalid, "kind is one of opened, updated, closed, reminder, escalation");
  asked.notice = *notice;
  auto mail = context.decider.ask(std::move(asked));
  if (!mail) return tl::unexpected(mail.error());
  return json_response(200, {{"to", mail->to},
                             {"subject", mail->subject},
                             {"text", mail->text},
                             {"html", mail->html},
                             {"message", mail->message}});
}

Result<Response> retry(const HttpContext& context, Request& request) {
  auto row = find(context, request.param("number"));
  if (!row) return tl::unexpected(row.error());
  Body body(request);
  if (auto good = body.finish(); !good) return tl::unexpected(good.error());
  auto retried = context.decider.ask(RetryMail{request.actor, row->number});
  if (!retried) return tl::unexpected(retried.error());
  row = find(context, request.param("number"));
  if (!row) return tl::unexpected(row.error());
  return json_response(202, to_json(*row));
}

Result<Response> change_hold(const HttpContext& context, Request& request, bool release) {
  auto row = find(context, request.param("number"));
  if (!row) return tl::unexpected(row.error());
  Body body(request);
  const std::string why = release ? "" : body.text("text");
  if (auto good = body.finish(); !good) return tl::unexpected(good.error());
  auto done = context.decider.ask(HoldMail{request.actor, row->number, release, why});
  if (!done) return tl::unexpected(done.error());
  row = find(context, request.param("number"));
  if (!row) return tl::unexpected(row.error());
  return json_response(200, to_json(*row));
}

Result<Response> hold_one(const HttpContext& context, Request& request) {
  return change_hold(context, request, false);
}

Result<Response> release_one(const HttpContext& context, Request& request) {
  return change_hold(context, request, true);
}

Result<Response> hold_all(const HttpContext& context, Request& request) {
  Body body(request);
  const std::string why = body.text("text");
  if (auto good = body.finish(); !good) return tl::unexpected(good.error());
  auto done = context.decider.ask(HoldMail{request.actor, 0, false, why});
  if (!done) return tl::unexpected(done.error());
  return json_response(200, {{"held", true}});
}

Result<Response> release_all(const HttpContext& context, Request& request) {
  Body body(request);
  if (auto good = body.finish(); !good) return tl::unexpected(good.error());
  auto done = context.decider.ask(HoldMail{request.actor, 0, true, {}});
  if (!done) return tl::unexpected(done.error());
  return json_response(200, {{"held", false}});
}

Result<Response> test(const HttpContext& context, Request& request) {
  Body body(request);
  const std::string centre = body.needed("centre");
  if (auto good = body.finish(); !good) return tl::unexpected(good.error());
  auto asked = context.decider.ask(TestMail{request.actor, centre});
  if (!asked) return tl::unexpected(asked.error());
  return json_response(202, {{"test", asked->id}, {"centre", centre}});
}

}  // namespace

Endpoints mail_endpoints() {
  return {{"GET", "/api/v1/mail", Need::kViewer, list},
          {"GET", "/api/v1/mail/{number}", Need::kViewer, show},
          {"GET", "/api/v1/tickets/{id}/mail", Need::kViewer, preview},
          {"POST", "/api/v1/mail/{number}/retry", Need::kOperator, retry},
          {"POST", "/api/v1/mail/{number}/hold", Need::kOperator, hold_one},
          {"POST", "/api/v1/mail/{number}/release", Need::kOperator, release_one},
          {"POST", "/api/v1/mail/hold", Need::kOperator, hold_all},
          {"POST", "/api/v1/mail/release", Need::kOperator, release_all},
          {"POST", "/api/v1/mail/test", Need::kOperator, test}};
}

}  // namespace redrive::central
