#include "central/flow/update_post.h"

#include <fmt/format.h>

#include <algorithm>

#include "central/flow/storm_post.h"
#include "central/store/failures.h"
#include "central/store/tickets.h"
#include "mail/compose/ticket_mail.h"

namespace redrive::central {
namespace {

using base::Result;
using base::Status;
using model::TicketState;

tl::unexpected<base::Error> pass(const base::Error& error) {
  return tl::unexpected<base::Error>(error);
}

bool waits(const MailRow& row) {
  return row.state == MailState::kWaiting;
}
bool is_first(const MailRow& row) {
  return row.kind == mail::to_string(mail::MailKind::kOpened) || is_summary(row);
}

base::Micros update_every(const FlowContext& flow) {
  return flow.triage.rules->options->mail.update_every;
}

// When the next update may go: first mails do not count.
base::UtcTime next_turn(const std::vector<MailRow>& rows, base::UtcTime now, base::Micros every) {
  base::UtcTime due = now;
  for (const auto& row : rows) {
    if (!waits(row) && !is_first(row)) due = std::max(due, row.created_at + every);
  }
  return due;
}

// Is an update promised for then or before? Later promises are dropped.
Result<bool> promised_by(FlowContext& flow, const std::vector<MailRow>& rows, base::UtcTime due) {
  for (const auto& row : rows) {
    if (!waits(row)) continue;
    if (row.next_at <= due) return true;
    if (auto dropped = delete_mail(flow.db, row.number); !dropped) return pass(dropped.error());
  }
  return false;
}

Status promise(FlowContext& flow, const std::string& ticket, base::UtcTime due) {
  MailRow row;
  row.ticket = ticket;
  row.kind = mail::to_string(mail::MailKind::kUpdated);
  row.state = MailState::kWaiting;
  row.next_at = due;
  row.created_at = flow.clock.utc();
  flow.after_commit.emplace_back([&flow] { flow.mail_waiting(); });
  return put_mail(flow.db, row);
}

Status write_now(FlowContext& flow, const std::string& id) {
  auto ticket = find_ticket(flow.db, id);
  if (!ticket) return pass(ticket.error());
  if (!*ticket) return {};
  FailureFilter filter;
  filter.ticket = id;
  auto failures = list_failures(flow.db, filter, {kMailedFailures, 0});
  if (!failures) return pass(failures.error());
  const bool closed = (*ticket)->state == TicketState::kClosed && (*ticket)->duplicate_of.empty();
  return post_ticket(flow,
                     {closed ? Notice::kClosed : Notice::kUpdated, **std::move(ticket), std::move(failures->items)});
}

}  // namespace

Status post_update(FlowContext& flow, TicketPost post) {
  const auto rows = mail_of_ticket(flow.db, post.ticket.id);
  if (!rows) return pass(rows.error());
  const base::UtcTime now = flow.clock.utc();
  const base::UtcTime due = next_turn(*rows, now, update_every(flow));
  const auto promised = promised_by(flow, *rows, due > now ? due : base::UtcTime::min());
  if (!promised) return pass(promised.error());
  if (due <= now) return post_ticket(flow, std::move(post));
  return *promised ? Status{} : promise(flow, post.ticket.id, due);
}

Status promise_soon(FlowContext& flow, const std::string& ticket) {
  const auto rows = mail_of_ticket(flow.db, ticket);
  if (!rows) return pass(rows.error());
  if (rows->empty()) return {};
  const base::UtcTime due = next_turn(*rows, flow.clock.utc(), update_every(flow));
  const auto promised = promised_by(flow, *rows, due);
  if (!promised) return pass(promised.error());
  return *promised ? Status{} : promise(flow, ticket, due);
}

Status promise_update(FlowContext& flow, const std::string& ticket) {
  if (update_every(flow) == base::Micros{0}) return {};
  const auto rows = mail_of_ticket(flow.db, ticket);
  if (!rows) return pass(rows.error());
  if (rows->empty() || std::ranges::any_of(*rows, waits)) return {};
  base::UtcTime last{};
  for (const auto& row : *rows) last = std::max(last, row.created_at);
  return promise(flow, ticket, std::max(flow.clock.utc(), last + update_every(flow)));
}

Status keep_promises(FlowContext& flow) {
  const auto due = due_promises(flow.db, flow.clock.utc(), update_every(flow));
  if (!due) return pass(due.error());
  for (const auto& row : *due) {
    if (auto dropped = delete_mail(flow.db, row.number); !dropped) return dropped;
    if (auto written = write_now(flow, row.ticket); !written) return written;
  }
  return {};
}

}  // namespace redrive::central
