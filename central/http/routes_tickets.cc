// tickets: listed, shown with everything that belongs to them, and moved along by people (T5).
#include "central/core/router.h"
#include "central/http/arguments.h"
#include "central/http/endpoints.h"
#include "central/http/json_views.h"

namespace redrive::central {
namespace {

using base::Result;

constexpr PageRequest kNewest{100, 0};

// The store lists tickets without their alerts; here they belong to them.
Result<Page<model::Ticket>> list_with_alerts(Database& db, const TicketFilter& filter, const PageRequest& page) {
  auto tickets = list_tickets(db, filter, page);
  if (!tickets) return tickets;
  for (auto& ticket : tickets->items) {
    auto whole = find_ticket(db, ticket.id);
    if (!whole) return tl::unexpected(whole.error());
    if (*whole) ticket.alerts = std::move((*whole)->alerts);
  }
  return tickets;
}

Result<Response> list(const HttpContext& context, Request& request) {
  Query query(request);
  const TicketFilter filter{query.text("state"), query.text("centre"), query.text("server"), query.failure_type(),
                            query.flag("not_closed")};
  const bool brief = query.flag("brief");
  const auto page = query.page();
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  return list_from_store(context, [&](Database& db) {
    return brief ? list_tickets(db, filter, page) : list_with_alerts(db, filter, page);
  });
}

Result<model::Ticket> find(Database& db, const std::string& id) {
  auto ticket = find_ticket(db, id);
  if (!ticket) return tl::unexpected(ticket.error());
  if (!*ticket) return not_found("ticket", id);
  return std::move(**ticket);
}

// Who gets its mail when its centre cannot be reached, by the configuration of now.
Json fallbacks_of(const HttpContext& context, const model::Ticket& ticket) {
  const auto options = context.options.get();
  return Router(*options).fallbacks(ticket.centre);
}

Result<Json> show(Database& db, const model::Ticket& ticket) {
  const std::string& id = ticket.id;
  auto lines = timeline(db, id);
  if (!lines) return tl::unexpected(lines.error());
  AlertFilter alerts_of;
  alerts_of.ticket = id;
  auto alerts = list_alerts(db, alerts_of, kNewest);
  if (!alerts) return tl::unexpected(alerts.error());
  auto total = count_ticket_alerts(db, id);
  if (!total) return tl::unexpected(total.error());
  FailureFilter failures_of;
  failures_of.ticket = id;
  auto failures = list_failures(db, failures_of, kNewest);
  if (!failures) return tl::unexpected(failures.error());
  auto again = failed_again(db, id);
  if (!again) return tl::unexpected(again.error());
  auto mails = mail_of_ticket(db, id);
  if (!mails) return tl::unexpected(mails.error());
  Json json = to_json(ticket);
  json["timeline"] = array_of(*lines);
  json["alert_items"] = array_of(alerts->items);
  json["alerts_total"] = *total;
  json["failures"] = array_of(failures->items);
  json["again"] = array_of(*again);
  json["mail"] = array_of(*mails);
  return json;
}

Result<Response> show_one(const HttpContext& context, Request& request) {
  auto json = context.readers.read([&](Database& db) -> Result<Json> {
    auto ticket = find(db, request.param("id"));
    if (!ticket) return tl::unexpected(ticket.error());
    auto shown = show(db, *ticket);
    if (shown) (*shown)["fallbacks"] = fallbacks_of(context, *ticket);
    return shown;
  });
  if (!json) return tl::unexpected(json.error());
  return json_response(200, *json);
}

Result<Response> change(const HttpContext& context, const Request& request, TicketAct act, std::string text) {
  const std::string& id = request.param("id");
  auto changed = context.decider.ask(ChangeTicket{request.actor, id, act, std::move(text)});
  if (!changed) return tl::unexpected(changed.error());
  auto ticket = context.readers.read([&](Database& db) { return find(db, id); });
  if (!ticket) return tl::unexpected(ticket.error());
  return json_response(200, to_json(*ticket));
}

template <TicketAct kAct, bool kNeedsText>
Result<Response> change_with_text(const HttpContext& context, Request& request) {
  Body body(request);
  std::string text = kNeedsText ? body.needed("text") : body.text("text");
  if (auto good = body.finish(); !good) return tl::unexpected(good.error());
  return change(context, request, kAct, std::move(text));
}

Result<Response> reroute(const HttpContext& context, Request& request) {
  Body body(request);
  std::string centre = body.needed("centre");
  if (auto good = body.finish(); !good) return tl::unexpected(good.error());
  return change(context, request, TicketAct::kReroute, std::move(centre));
}

}  // namespace

Endpoints ticket_endpoints() {
  return {{"GET", "/api/v1/tickets", Need::kViewer, list},
          {"GET", "/api/v1/tickets/{id}", Need::kViewer, show_one},
          {"POST", "/api/v1/tickets/{id}/ack", Need::kOperator, change_with_text<TicketAct::kAck, false>},
          {"POST", "/api/v1/tickets/{id}/resolve", Need::kOperator, change_with_text<TicketAct::kResolve, false>},
          {"POST", "/api/v1/tickets/{id}/close", Need::kOperator, change_with_text<TicketAct::kClose, true>},
          {"POST", "/api/v1/tickets/{id}/note", Need::kOperator, change_with_text<TicketAct::kNote, true>},
          {"POST", "/api/v1/tickets/{id}/reroute", Need::kOperator, reroute}};
}

}  // namespace redrive::central
