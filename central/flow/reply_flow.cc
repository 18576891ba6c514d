#include "central/flow/reply_flow.h"

#include <fmt/format.h>

#include <algorithm>

#include "central/core/rules.h"
#include "central/flow/decider.h"
#include "central/flow/timeline.h"
#include "central/store/mail_outbox.h"
#include "central/store/tickets.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::Result;
using base::Status;
using mail::ReplyCommand;

tl::unexpected<base::Error> pass(const base::Error& error) {
  return tl::unexpected<base::Error>(error);
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

std::string domain_of(const std::string& address) {
  return lower(address.substr(std::min(address.find('@'), address.size())));
}

// The ticket that is meant: of a storm's summary the one that the subject names.
Result<std::optional<model::Ticket>> ticket_meant(FlowContext& flow, const ReplyIn& reply) {
  auto named = find_ticket(flow.db, reply.about);
  if (!named || *named) return named;
  std::optional<model::Ticket> meant;
  for (const auto& id : reply.tickets) {
    auto one = find_ticket(flow.db, id);
    if (!one) return one;
    if (!*one || (*one)->storm != reply.about) continue;
    if (meant) return std::optional<model::Ticket>();
    meant = std::move(**one);
  }
  return meant;
}

Result<bool> is_trusted(FlowContext& flow, const model::Ticket& ticket, const std::string& from) {
  if (from.empty()) return false;
  const auto rows = mail_of_ticket(flow.db, ticket.id);
  if (!rows) return pass(rows.error());
  return std::ranges::any_of(*rows, [&](const MailRow& row) {
    return row.recipient.find('@') != std::string::npos && domain_of(row.recipient) == domain_of(from);
  });
}

// Where a ticket goes that its centre sends back: to the centre that the reply names, else to the next in the chain.
std::string other_centre(const Rules& rules, const model::Ticket& ticket, std::string& note) {
  const std::string first = note.substr(0, note.find_first_of(" \t\n,.;:"));
  if (rules.options->centres.contains(first) && first != ticket.centre) return first;
  for (const auto& id : rules.router.fallbacks(ticket.centre)) {
    if (id != ticket.centre) return id;
  }
  return {};
}

ChangeTicket act_of(FlowContext& flow, const model::Ticket& ticket, const ReplyIn& reply) {
  ChangeTicket change{{reply.from, "mail"}, ticket.id, TicketAct::kHeard, reply.note};
  std::string note = reply.note;
  switch (reply.command) {
    case ReplyCommand::kAck:
      change.act = TicketAct::kAck;
      break;
    case ReplyCommand::kResolved:
      change.act = TicketAct::kResolve;
      break;
    case ReplyCommand::kWrongCentre:
      change.text = other_centre(*flow.triage.rules, ticket, note);
      change.act = change.text.empty() ? TicketAct::kHeard : TicketAct::kReroute;
      if (change.text.empty()) change.text = "not ours, it says; there is no other centre: " + note;
      break;
    case ReplyCommand::kNote:
      break;
  }
  return change;
}

Status tell(FlowContext& flow, const std::string& ticket, const std::string& text) {
  return note_on_ticket(flow, {ticket, flow.clock.utc(), "reply", model::clean_text(text, 4096), "redrive"});
}

}  // namespace

Status follow_reply(FlowContext& flow, const ReplyIn& reply, MailJudgement& judgement) {
  const auto ticket = ticket_meant(flow, reply);
  if (!ticket) return pass(ticket.error());
  if (!*ticket) {
    judgement = {ReceivedState::kNote,
                 fmt::format("it answers {} and does not say which of its tickets it means: expected its number in "
                             "square brackets in the subject; nothing was done",
                             reply.about),
                 ""};
    return {};
  }
  judgement.ticket = (*ticket)->id;
  const std::string said =
      fmt::format("{} by mail{}{}", mail::to_string(reply.command), reply.note.empty() ? "" : ": ", reply.note);
  const auto trusted = is_trusted(flow, **ticket, reply.from);
  if (!trusted) return pass(trusted.error());
  if (!*trusted) {
    judgement.state = ReceivedState::kNote;
    judgement.why = fmt::format("{} is not of a centre that got this ticket; nothing was done", reply.from);
    return tell(flow, (*ticket)->id, fmt::format("{}: {}", judgement.why, said));
  }
  ChangeTicket change = act_of(flow, **ticket, reply);
  if (change.act == TicketAct::kHeard && change.text.empty()) {
    judgement.state = ReceivedState::kNote;
    judgement.why = "nothing is written in it";
    return {};
  }
  if (reply.command == ReplyCommand::kWrongCentre && change.act == TicketAct::kReroute) {
    if (auto told = tell(flow, (*ticket)->id, fmt::format("{}: {}", reply.from, said)); !told) return told;
  }
  const auto done = handle(flow, change);
  if (done) return {};
  switch (done.error().code) {
    case ErrorCode::kConflict:
    case ErrorCode::kInvalid:
    case ErrorCode::kNotFound:
      judgement.why = fmt::format("{}; nothing was changed", done.error().message);
      return tell(flow, (*ticket)->id, fmt::format("{}: {} ({})", reply.from, said, judgement.why));
    default:
      return pass(done.error());
  }
}

}  // namespace redrive::central
