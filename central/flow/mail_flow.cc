// From the outbox to a mailbox (T4): due rows are leased to the pump -> it sends -> each outcome is judged, stored and
// told on the ticket's timeline -> what a centre will not get goes to its fallback.
#include <fmt/format.h>

#include <set>

#include "central/flow/decider.h"
#include "central/flow/flow_context.h"
#include "central/flow/load_state.h"
#include "central/flow/mail_fallback.h"
#include "central/flow/mail_retry.h"
#include "central/flow/record_act.h"
#include "central/flow/store_changes.h"
#include "central/flow/storm_post.h"
#include "central/flow/update_post.h"
#include "central/store/mail_hold.h"
#include "central/store/mail_outbox.h"
#include "mail/compose/address.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::Result;
using base::Status;

constexpr std::size_t kShareFate = 500;  // mails at a time: the deciding thread has other work

tl::unexpected<base::Error> pass(const base::Error& error) {
  return tl::unexpected<base::Error>(error);
}

Status settle(FlowContext& flow, MailRow row, const mail::RecipientOutcome& outcome) {
  const auto options = flow.options.get();
  MailVerdict verdict = judge_attempt(std::move(row), outcome, options->mail, flow.clock.utc(), flow.random);
  if (auto put = put_mail(flow.db, verdict.row); !put) return put;
  if (auto noted = tell_tickets(flow, verdict.row, verdict.line, "redrive"); !noted) return noted;
  return verdict.given_up ? fall_back(flow, verdict.row) : Status{};
}

Status record(FlowContext& flow, const MailAttempt& attempt) {
  auto row = find_mail(flow.db, attempt.number);
  if (!row) return pass(row.error());
  if (!*row) return {};  // retention took it
  if (auto done = settle(flow, **std::move(row), attempt.outcome); !done) return done;
  auto& count = flow.metrics.mail_attempts[static_cast<std::size_t>(attempt.outcome.delivery)];
  flow.after_commit.emplace_back([&count] { ++count; });
  return {};
}

DueTime due_now(FlowContext& flow) {
  return {flow.clock.utc(), flow.options.get()->mail.retry.longest};
}

// What is due for the same destination, or for any where no relay takes mail, would fare alike: it counts as tried, so
// that 500 mails for a dead domain cost one time-out and not 500, and reach their fallback centre just as soon.
Status share_fate(FlowContext& flow, const mail::RecipientOutcome& outcome) {
  const bool all = outcome.concerns == mail::Concerns::kRelays;
  const std::string destination = destination_of(outcome.to);
  auto rows = due_mail(flow.db, all ? "" : destination, due_now(flow), kShareFate);
  if (!rows) return pass(rows.error());
  for (auto& row : *rows) {
    mail::RecipientOutcome same = outcome;
    same.to = row.recipient;
    same.delivery = mail::Delivery::kLater;
    same.reply =
        fmt::format("not tried, as {}: {}",
                    all ? "no relay takes mail" : "a mail to " + destination + " has just ended so", outcome.reply);
    row.state = MailState::kSending;
    if (auto done = settle(flow, std::move(row), same); !done) return done;
  }
  return {};
}

Status share_fates(FlowContext& flow, const std::vector<MailAttempt>& attempts) {
  std::set<std::string> told;  // one attempt speaks for all its recipients
  for (const auto& [number, outcome] : attempts) {
    const bool alone = outcome.concerns == mail::Concerns::kMail || outcome.delivery == mail::Delivery::kAccepted;
    if (alone || !told.insert(destination_of(outcome.to)).second) continue;
    if (auto done = share_fate(flow, outcome); !done) return done;
  }
  return {};
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
  auto hold = find_mail_hold(flow.db);
  if (!hold) return pass(hold.error());
  if (*hold) return LeaseMail::Reply{};
  const auto options = flow.options.get();
  if (auto kept = as_store_error(keep_promises(flow)); !kept) return pass(kept.error());
  const auto limit = flow.mail_rate.allowed(options->mail.rate, flow.clock.steady(), request.limit);
  if (limit == 0) return LeaseMail::Reply{{}, {}, flow.clock.utc() + flow.mail_rate.wait(options->mail.rate)};
  auto lease = lease_mail(flow.db, {due_now(flow), limit, std::move(request.after), request.smooth_only});
  if (!lease) return pass(lease.error());
  auto promised = next_promise(flow.db);
  if (!promised) return pass(promised.error());
  if (*promised) lease->next_due = std::min(lease->next_due.value_or(**promised), **promised);
  flow.mail_rate.used(lease->rows.size());
  return LeaseMail::Reply{std::move(lease->rows), mail::bare_address(options->mail.from), lease->next_due};
}

Result<MailAttempted::Reply> handle(FlowContext& flow, MailAttempted& request) {
  for (const auto& attempt : request.attempts) {
    if (auto done = as_store_error(record(flow, attempt)); !done) return pass(done.error());
  }
  flow.mail_rate.given_back(request.untried.size());
  for (const auto number : request.untried) {
    if (auto done = as_store_error(give_back(flow, number)); !done) return pass(done.error());
  }
  if (auto done = as_store_error(share_fates(flow, request.attempts)); !done) return pass(done.error());
  auto hold = find_mail_hold(flow.db);
  if (!hold) return pass(hold.error());
  return MailAttempted::Reply{hold->has_value()};
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
