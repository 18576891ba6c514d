#include "central/flow/storm_post.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "central/flow/mail_post.h"
#include "central/flow/ticket_post.h"
#include "central/flow/timeline.h"
#include "central/store/tickets.h"
#include "mail/compose/mail_name.h"
#include "mail/compose/storm_mail.h"
#include "mail/compose/test_mail.h"

namespace redrive::central {
namespace {

using base::Status;
using Tickets = std::vector<model::Ticket>;

Status note(FlowContext& flow, const std::string& ticket, const std::string& text, const std::string& by) {
  return note_on_ticket(flow, {ticket, flow.clock.utc(), "mail", text, by});
}

Status note_all(FlowContext& flow, const Tickets& tickets, const std::string& text, const std::string& by) {
  for (const auto& ticket : tickets) {
    if (auto noted = note(flow, ticket.id, text, by); !noted) return noted;
  }
  return {};
}

base::Result<mail::TicketMail> part(FlowContext& flow, const model::Ticket& ticket) {
  mail::TicketMail out;
  auto again = what_failed_again(flow, ticket.id);
  if (!again) return tl::unexpected<base::Error>(again.error());
  out.again = *std::move(again);
  if (const auto* location = flow.triage.rules->places.location(ticket.location)) out.location_name = location->name;
  out.ticket = ticket;
  return out;
}

mail::StormMail letter(FlowContext& flow, const StormPost& post, const model::Centre& centre, std::string thread) {
  mail::StormMail out;
  out.storm = post.storm;
  address(out, flow, centre);
  out.date = flow.clock.utc();
  out.instead_of = post.instead_of;
  if (centre.id != post.centre && out.instead_of.empty())
    out.instead_of = fmt::format("{}, which has no address", post.centre);
  out.thread = std::move(thread);
  out.message_id = mail::message_id({post.storm, 1, out.instead_of.empty() ? "" : centre.id}, flow.mail_key, out.from);
  return out;
}

}  // namespace

Status post_storm(FlowContext& flow, const StormPost& post) {
  auto tickets = tickets_of_storm(flow.db, post.storm);
  if (!tickets) return tl::unexpected<base::Error>(tickets.error());
  if (tickets->empty()) return {};
  const model::Centre* centre = reachable(*flow.triage.rules, post.centre);
  if (!centre) {
    return note_all(flow, *tickets,
                    fmt::format("nobody to mail: neither centre {} nor its fallbacks have an address", post.centre),
                    "redrive");
  }
  for (auto& ticket : *tickets) {
    auto whole = find_ticket(flow.db, ticket.id);
    if (!whole) return tl::unexpected<base::Error>(whole.error());
    if (*whole) ticket.alerts = std::move((*whole)->alerts);
  }
  auto thread = thread_of(flow.db, post.storm);
  if (!thread) return tl::unexpected<base::Error>(thread.error());
  mail::StormMail summary = letter(flow, post, *centre, std::move(thread->first));
  for (const auto& ticket : *tickets) {
    auto one = part(flow, ticket);
    if (!one) return tl::unexpected<base::Error>(one.error());
    summary.tickets.push_back(*std::move(one));
  }
  MailRow row;
  row.ticket = post.storm;
  row.kind = mail::StormMail::kKind;
  row.message_id = summary.message_id;
  row.centre = centre->id;
  row.message = mail::compose(summary);
  if (auto put = put_rows(flow, row, summary.to); !put) return put;
  auto held = hold_note(flow);
  if (!held) return tl::unexpected<base::Error>(held.error());
  return note_all(flow, *tickets,
                  fmt::format("summary mail {} of {} tickets for {} queued to {}{}", post.storm, tickets->size(),
                              centre->id, fmt::join(summary.to, ", "), *held),
                  "redrive");
}

bool is_summary(const MailRow& row) {
  return row.kind == mail::StormMail::kKind;
}

bool is_test(const MailRow& row) {
  return row.kind == mail::TestMail::kKind;
}

Status tell_tickets(FlowContext& flow, const MailRow& row, const std::string& text, const std::string& by) {
  if (is_test(row)) return {};
  if (!is_summary(row)) return note(flow, row.ticket, text, by);
  auto tickets = tickets_of_storm(flow.db, row.ticket);
  if (!tickets) return tl::unexpected<base::Error>(tickets.error());
  return note_all(flow, *tickets, text, by);
}

}  // namespace redrive::central
