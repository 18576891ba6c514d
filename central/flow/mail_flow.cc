// From the outbox to a mailbox (T4): due rows are leased to the pump -> it sends -> each outcome is judged, stored and
// told on the ticket's timeline -> what a centre will not get goes to its fallback.
#include <fmt/format.h>

#include "central/core/rules.h"
#include "central/flow/decider.h"
#include "central/flow/flow_context.h"
#include "central/flow/load_state.h"
#include "central/flow/mail_retry.h"
#include "central/flow/record_act.h"
#include "central/flow/store_changes.h"
#include "central/flow/storm_post.h"
#include "central/flow/ticket_post.h"
#include "central/flow/update_post.h"
#include "central/store/failures.h"
#include "central/store/jobs.h"
#include "central/store/mail_outbox.h"
#include "central/store/tickets.h"
#include "mail/compose/address.h"
#include "mail/compose/mail_name.h"
#include "mail/compose/ticket_mail.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::Result;
using base::Status;

tl::unexpected<base::Error> pass(const base::Error& error) {
  return tl::unexpected<base::Error>(error);
}

Notice notice_of(std::string_view kind) {
  for (const auto& [notice, mail] :
       {std::pair{Notice::kUpdated, mail::MailKind::kUpdated}, {Notice::kClosed, mail::MailKind::kClosed}}) {
    if (kind == mail::to_string(mail)) return notice;
  }
  return Notice::kOpened;
}

// What the fallback centres know of this mail already.
struct Fallback {
  std::string next;  // the centre whose turn it is, or empty
  bool has = false;  // a fallback centre has got it, or will: another recipient of the same mail failed before
};

Result<Fallback> choose_fallback(FlowContext& flow, const MailRow& row) {
  auto rows = mail_of_ticket(flow.db, row.ticket);
  if (!rows) return pass(rows.error());
  const std::uint32_t sequence = mail::sequence_of(row.message_id);
  for (const auto& id : flow.triage.rules->router.fallbacks(row.centre)) {
    bool tried = id == row.centre;
    for (const auto& other : *rows) {
      if (other.centre != id || mail::sequence_of(other.message_id) != sequence) continue;
      if (other.state != MailState::kDead) return Fallback{{}, true};
      tried = true;
    }
    if (!tried) return Fallback{id, false};
  }
  return Fallback{};
}

Status post_to(FlowContext& flow, const MailRow& row, const std::string& centre) {
  std::string instead_of =
      fmt::format("{} <{}> could not be reached by mail ({})", row.centre, row.recipient, row.last_reply);
  if (is_summary(row)) return post_storm(flow, {row.ticket, centre, std::move(instead_of)});
  auto ticket = find_ticket(flow.db, row.ticket);
  if (!ticket) return pass(ticket.error());
  if (!*ticket) return {};
  FailureFilter filter;
  filter.ticket = row.ticket;
  auto failures = list_failures(flow.db, filter, {kMailedFailures, 0});
  if (!failures) return pass(failures.error());
  TicketPost post{notice_of(row.kind), **std::move(ticket), std::move(failures->items)};
  post.centre = centre;
  post.sequence = mail::sequence_of(row.message_id);
  post.instead_of = std::move(instead_of);
  return post_ticket(flow, std::move(post));
}

// In shadow mode all mail goes to one place, so there is nowhere else to try.
Status fall_back(FlowContext& flow, const MailRow& row) {
  if (auto followed = follow_options(flow); !followed) return followed;
  Fallback fallback;
  if (flow.options.get()->mail.divert_to.empty()) {
    auto chosen = choose_fallback(flow, row);
    if (!chosen) return pass(chosen.error());
    fallback = *chosen;
  }
  if (!fallback.next.empty()) return post_to(flow, row, fallback.next);
  if (fallback.has) return {};
  return tell_tickets(flow, row,
                      fmt::format("nobody is left to mail instead of {}; put it right, then: redrive mail retry {}",
                                  row.recipient, row.number),
                      "redrive");
}

Status record(FlowContext& flow, const MailAttempt& attempt) {
  auto row = find_mail(flow.db, attempt.number);
  if (!row) return pass(row.error());
  if (!*row) return {};  // retention took it
  const auto options = flow.options.get();
  MailVerdict verdict = judge_attempt(**std::move(row), attempt.outcome, options->mail, flow.clock.utc(), flow.random);
  if (auto put = put_mail(flow.db, verdict.row); !put) return put;
  if (auto noted = tell_tickets(flow, verdict.row, verdict.line, "redrive"); !noted) return noted;
  auto& count = flow.metrics.mail_attempts[static_cast<std::size_t>(attempt.outcome.delivery)];
  flow.after_commit.emplace_back([&count] { ++count; });
  return verdict.given_up ? fall_back(flow, verdict.row) : Status{};
}

// Leased but not tried: nothing was done, so nothing is counted.
Status give_back(FlowContext& flow, std::int64_t number) {
  auto row = find_mail(flow.db, number);
  if (!row) return pass(row.error());
  if (!*row || (*row)->state != MailState::kSending) return {};
  (*row)->state = MailState::kPending;
  return put_mail(flow.db, **row);
}

}  // namespace

Result<LeaseMail::Reply> handle(FlowContext& flow, LeaseMail& request) {
  if (request.release) {
    if (auto released = as_store_error(release_sending(flow.db)); !released) return pass(released.error());
  }
  const auto options = flow.options.get();
  if (auto kept = as_store_error(keep_promises(flow)); !kept) return pass(kept.error());
  auto rows = lease_due_mail(flow.db, flow.clock.utc(), options->mail.retry.longest, request.limit);
  if (!rows) return pass(rows.error());
  auto next = next_mail_due(flow.db);
  if (!next) return pass(next.error());
  return LeaseMail::Reply{*std::move(rows), mail::bare_address(options->mail.from), *next};
}

Result<MailAttempted::Reply> handle(FlowContext& flow, MailAttempted& request) {
  for (const auto& attempt : request.attempts) {
    if (auto done = as_store_error(record(flow, attempt)); !done) return pass(done.error());
  }
  for (const auto number : request.untried) {
    if (auto done = as_store_error(give_back(flow, number)); !done) return pass(done.error());
  }
  return MailAttempted::Reply{};
}

Result<RetryMail::Reply> handle(FlowContext& flow, RetryMail& request) {
  auto row = find_mail(flow.db, request.number);
  if (!row) return pass(row.error());
  if (!*row) return base::fail(ErrorCode::kNotFound, fmt::format("no mail {}", request.number));
  MailRow& mail = **row;
  if (mail.state == MailState::kSent)
    return base::fail(ErrorCode::kConflict, fmt::format("mail {} was sent: {}", mail.number, mail.last_reply));
  if (mail.state == MailState::kWaiting)
    return base::fail(ErrorCode::kConflict, fmt::format("mail {} is written when its turn has come", mail.number));
  if (mail.state == MailState::kSending)
    return base::fail(ErrorCode::kConflict, fmt::format("mail {} is being sent just now", mail.number));
  const std::string before{to_string(mail.state)};
  mail.state = MailState::kPending;
  mail.attempts = 0;
  mail.next_at = flow.clock.utc();
  auto done = put_mail(flow.db, mail);
  if (done)
    done = tell_tickets(flow, mail, fmt::format("{} mail to {} is to be tried again", mail.kind, mail.recipient),
                        request.actor.name);
  if (done) {
    done = record_act(flow, {request.actor, "retry mail", std::to_string(mail.number), mail.recipient, before,
                             std::string(to_string(mail.state))});
  }
  if (done = as_store_error(done); !done) return pass(done.error());
  flow.after_commit.emplace_back([&flow] { flow.mail_waiting(); });
  return RetryMail::Reply{};
}

}  // namespace redrive::central
