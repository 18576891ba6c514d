// From the outbox to a mailbox (T4): due rows are leased to the pump -> it sends -> each outcome is judged, stored and
// told on the ticket's timeline -> what a centre will not get goes to its fallback.
#include <fmt/format.h>

#include "central/flow/decider.h"
#include "central/flow/flow_context.h"
#include "central/flow/load_state.h"
#include "central/flow/mail_fallback.h"
#include "central/flow/mail_retry.h"
#include "central/flow/record_act.h"
#include "central/flow/store_changes.h"
#include "central/flow/storm_post.h"
#include "central/flow/update_post.h"
#include "central/store/mail_outbox.h"
#include "mail/compose/address.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::Result;
using base::Status;

tl::unexpected<base::Error> pass(const base::Error& error) {
  return tl::unexpected<base::Error>(error);
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
