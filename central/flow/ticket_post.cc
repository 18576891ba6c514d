#include "central/flow/ticket_post.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "central/core/failed_again.h"
#include "central/flow/mail_post.h"
#include "central/flow/timeline.h"
#include "central/store/failures.h"
#include "central/store/tickets.h"
#include "mail/compose/mail_name.h"
#include "mail/compose/ticket_mail.h"

namespace redrive::central {
namespace {

using base::Result;
using base::Status;

constexpr std::pair<Notice, mail::MailKind> kKinds[] = {{Notice::kOpened, mail::MailKind::kOpened},
                                                        {Notice::kUpdated, mail::MailKind::kUpdated},
                                                        {Notice::kClosed, mail::MailKind::kClosed},
                                                        {Notice::kReminder, mail::MailKind::kReminder},
                                                        {Notice::kEscalation, mail::MailKind::kEscalation}};

mail::TicketMail letter(const FlowContext& flow, const TicketPost& post, const model::Centre& centre) {
  const Rules& rules = *flow.triage.rules;
  mail::TicketMail out;
  out.kind = kind_of(post.notice);
  out.sequence = post.sequence;
  out.ticket = post.ticket;
  out.failures = post.failures;
  if (const auto* location = rules.places.location(post.ticket.location)) out.location_name = location->name;
  out.instead_of = post.instead_of;
  out.aside = post.aside;
  out.field_lines = rules.options->mail.field_lines;
  address(out, flow, centre);
  return out;
}

Status put_letter(FlowContext& flow, const mail::TicketMail& letter) {
  MailRow row;
  row.ticket = letter.ticket.id;
  row.kind = mail::to_string(letter.kind);
  row.message_id = letter.message_id;
  row.centre = letter.centre.id;
  row.message = mail::compose(letter);
  return put_rows(flow, row, letter.to);
}

}  // namespace

Result<std::vector<model::FailedAgain>> what_failed_again(FlowContext& flow, const std::string& ticket) {
  std::vector<model::FailedAgain> runs;
  if (const OpenTicket* open = flow.triage.tickets.find(ticket)) runs = failed_again(open->records);
  runs.resize(std::min(runs.size(), kMostRuns));
  if (auto sized = add_sizes(flow.db, runs); !sized) return tl::unexpected<base::Error>(sized.error());
  return runs;
}

mail::MailKind kind_of(Notice notice) {
  return std::ranges::find(kKinds, notice, &std::pair<Notice, mail::MailKind>::first)->second;
}

std::optional<Notice> notice_of(std::string_view kind) {
  for (const auto& [notice, named] : kKinds) {
    if (mail::to_string(named) == kind) return notice;
  }
  return std::nullopt;
}

Result<std::optional<mail::TicketMail>> write_letter(FlowContext& flow, TicketPost post) {
  if (post.centre.empty()) post.centre = post.ticket.centre;
  const model::Centre* centre = reachable(*flow.triage.rules, post.centre);
  if (!centre) return std::optional<mail::TicketMail>();
  if (centre->id != post.centre && post.instead_of.empty())
    post.instead_of = fmt::format("{}, which has no address", post.centre);
  auto stored = find_ticket(flow.db, post.ticket.id);
  if (!stored) return tl::unexpected<base::Error>(stored.error());
  if (*stored) post.ticket.alerts = std::move((*stored)->alerts);
  auto thread = thread_of(flow.db, post.ticket.id);
  if (!thread) return tl::unexpected<base::Error>(thread.error());
  if (post.sequence == 0) post.sequence = thread->next;
  auto again = what_failed_again(flow, post.ticket.id);
  if (!again) return tl::unexpected<base::Error>(again.error());
  mail::TicketMail mail = letter(flow, post, *centre);
  mail.message_id = mail::message_id({mail.ticket.id, mail.sequence, mail.instead_of.empty() ? "" : centre->id},
                                     flow.mail_key, mail.from);
  mail.again = std::move(*again);
  mail.thread = std::move(thread->first);
  mail.date = flow.clock.utc();
  return mail;
}

Status post_ticket(FlowContext& flow, TicketPost post) {
  const auto note = [&, id = post.ticket.id](std::string text) {
    return note_on_ticket(flow, {id, flow.clock.utc(), "mail", std::move(text), "redrive"});
  };
  const std::string wanted = post.centre.empty() ? post.ticket.centre : post.centre;
  const auto mail = write_letter(flow, std::move(post));
  if (!mail) return tl::unexpected<base::Error>(mail.error());
  if (!*mail) return note(fmt::format("nobody to mail: neither centre {} nor its fallbacks have an address", wanted));
  if (auto put = put_letter(flow, **mail); !put) return put;
  auto held = hold_note(flow);
  if (!held) return tl::unexpected<base::Error>(held.error());
  return note(fmt::format("{} mail for {} queued to {}{}", mail::to_string((*mail)->kind), (*mail)->centre.id,
                          fmt::join((*mail)->to, ", "), *held));
}

}  // namespace redrive::central
