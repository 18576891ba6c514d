#include "central/flow/mail_retry.h"

#include <fmt/format.h>

#include "mail/compose/test_mail.h"
#include "shared/session/backoff.h"

namespace redrive::central {
namespace {

using mail::Delivery;

std::string_view in_words(Delivery delivery) {
  switch (delivery) {
    case Delivery::kAccepted:
      return "accepted by the mail server";
    case Delivery::kRefused:
      return "refused";
    case Delivery::kLater:
      return "not taken for now";
    case Delivery::kMaybeSent:
      return "cut off after the message: it may have been delivered";
  }
  return "not taken for now";
}

// It goes round again, or this was the last time.
void try_again(MailVerdict& verdict, const config::MailOptions& options, base::UtcTime now, base::Random& random) {
  if (verdict.row.attempts >= options.max_attempts || verdict.row.kind == mail::TestMail::kKind) {
    verdict.row.state = MailState::kDead;
    verdict.given_up = true;
    verdict.line += fmt::format("; given up after {} attempts", verdict.row.attempts);
    return;
  }
  verdict.row.state = MailState::kPending;
  verdict.row.next_at = now + session::backoff_wait(options.retry, verdict.row.attempts, random);
  verdict.line += fmt::format("; again at {}", base::format_rfc3339(verdict.row.next_at));
}

}  // namespace

MailVerdict judge_attempt(MailRow row, const mail::RecipientOutcome& outcome, const config::MailOptions& options,
                          base::UtcTime now, base::Random& random) {
  const bool ours = row.state == MailState::kSending;
  MailVerdict verdict{std::move(row), false, {}};
  ++verdict.row.attempts;
  if (outcome.delivery == Delivery::kMaybeSent) ++verdict.row.maybe_sent;
  verdict.row.last_reply = outcome.reply;
  verdict.row.relay = outcome.relay;
  verdict.row.stalled = outcome.concerns != mail::Concerns::kMail;
  std::string taken_by;
  if (outcome.delivery == Delivery::kAccepted) {
    verdict.row.queue_id = outcome.queue_id;
    if (!outcome.relay.empty()) taken_by += " " + outcome.relay;
    if (!verdict.row.queue_id.empty()) taken_by += " as " + verdict.row.queue_id;
  }
  verdict.line = fmt::format("{} mail to {}: {}{} (attempt {}): {}", verdict.row.kind, verdict.row.recipient,
                             in_words(outcome.delivery), taken_by, verdict.row.attempts, outcome.reply);
  if (outcome.delivery == Delivery::kAccepted) {
    verdict.row.state = MailState::kSent;
  } else if (!ours) {
    verdict.line += fmt::format("; it stays {}", to_string(verdict.row.state));
  } else if (outcome.delivery == Delivery::kRefused) {
    verdict.row.state = MailState::kDead;
    verdict.given_up = true;
  } else {
    try_again(verdict, options, now, random);
  }
  return verdict;
}

}  // namespace redrive::central
