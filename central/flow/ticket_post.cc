#include "central/flow/ticket_post.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "central/core/rules.h"
#include "central/store/mail_outbox.h"
#include "central/store/tickets.h"
#include "mail/compose/address.h"
#include "mail/compose/ticket_mail.h"

namespace redrive::central {
namespace {

using base::Result;
using base::Status;

mail::MailKind kind_of(Notice notice) {
  switch (notice) {
    case Notice::kOpened:
      return mail::MailKind::kOpened;
    case Notice::kUpdated:
      return mail::MailKind::kUpdated;
    case Notice::kClosed:
      return mail::MailKind::kClosed;
  }
  return mail::MailKind::kUpdated;
}

// The centre itself or the first of its fallbacks that has an address.
const model::Centre* reachable(const Rules& rules, const std::string& wanted) {
  auto ids = rules.router.fallbacks(wanted);
  ids.insert(ids.begin(), wanted);
  for (const auto& id : ids) {
    const auto at = rules.options->centres.find(id);
    if (at != rules.options->centres.end() && !at->second.email.empty()) return &at->second;
  }
  return nullptr;
}

Result<std::uint32_t> next_sequence(Database& db, const std::string& ticket) {
  auto rows = mail_of_ticket(db, ticket);
  if (!rows) return tl::unexpected<base::Error>(rows.error());
  std::uint32_t last = 0;
  for (const auto& row : *rows) last = std::max(last, mail::sequence_of(row.message_id));
  return last + 1;
}

mail::TicketMail letter(const Rules& rules, const TicketPost& post, const model::Centre& centre) {
  const config::MailOptions& options = rules.options->mail;
  mail::TicketMail out;
  out.kind = kind_of(post.notice);
  out.sequence = post.sequence;
  out.ticket = post.ticket;
  out.failures = post.failures;
  if (const auto* location = rules.places.location(post.ticket.location)) out.location_name = location->name;
  out.centre = centre;
  out.from = options.from;
  out.reply_to = options.reply_to;
  out.to = centre.email;
  out.instead_of = post.instead_of;
  if (!options.divert_to.empty()) {
    out.diverted_from = fmt::format("{} ({})", centre.id, fmt::join(centre.email, ", "));
    out.to = {options.divert_to};
  }
  return out;
}

Status put_rows(FlowContext& flow, const mail::TicketMail& letter) {
  const std::string message = mail::compose(letter);
  for (const auto& to : letter.to) {
    MailRow row;
    row.ticket = letter.ticket.id;
    row.kind = mail::to_string(letter.kind);
    row.message_id = mail::message_id(letter);
    row.centre = letter.centre.id;
    row.recipient = mail::bare_address(to);
    row.message = message;
    row.next_at = row.created_at = letter.date;
    if (auto put = put_mail(flow.db, row); !put) return put;
  }
  flow.after_commit.emplace_back([&flow] { flow.mail_waiting(); });
  return {};
}

}  // namespace

Status post_ticket(FlowContext& flow, TicketPost post) {
  const Rules& rules = *flow.triage.rules;
  const base::UtcTime now = flow.clock.utc();
  const auto note = [&](std::string text) {
    return add_timeline(flow.db, {post.ticket.id, now, "mail", std::move(text), "redrive"});
  };
  if (post.centre.empty()) post.centre = post.ticket.centre;
  const model::Centre* centre = reachable(rules, post.centre);
  if (!centre)
    return note(fmt::format("nobody to mail: neither centre {} nor its fallbacks have an address", post.centre));
  if (centre->id != post.centre && post.instead_of.empty())
    post.instead_of = fmt::format("{}, which has no address", post.centre);

  auto stored = find_ticket(flow.db, post.ticket.id);
  if (!stored) return tl::unexpected<base::Error>(stored.error());
  if (*stored) post.ticket.alerts = std::move((*stored)->alerts);
  if (post.sequence == 0) {
    auto next = next_sequence(flow.db, post.ticket.id);
    if (!next) return tl::unexpected<base::Error>(next.error());
    post.sequence = *next;
  }
  mail::TicketMail mail = letter(rules, post, *centre);
  mail.date = now;
  if (auto put = put_rows(flow, mail); !put) return put;
  return note(
      fmt::format("{} mail for {} queued to {}", mail::to_string(mail.kind), centre->id, fmt::join(mail.to, ", ")));
}

}  // namespace redrive::central
