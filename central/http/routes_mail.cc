// mail: what was, is and could not be sent (T4).
#include <charconv>

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

Result<Response> retry(const HttpContext& context, Request& request) {
  auto row = find(context, request.param("number"));
  if (!row) return tl::unexpected(row.error());
  auto retried = context.decider.ask(RetryMail{request.actor, row->number});
  if (!retried) return tl::unexpected(retried.error());
  row = find(context, request.param("number"));
  if (!row) return tl::unexpected(row.error());
  return json_response(202, to_json(*row));
}

}  // namespace

Endpoints mail_endpoints() {
  return {{"GET", "/api/v1/mail", Need::kViewer, list},
          {"GET", "/api/v1/mail/{number}", Need::kViewer, show},
          {"POST", "/api/v1/mail/{number}/retry", Need::kOperator, retry}};
}

}  // namespace redrive::central
