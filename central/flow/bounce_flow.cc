#include "central/flow/bounce_flow.h"

#include <fmt/format.h>
#include <strings.h>

#include "central/flow/mail_fallback.h"
#include "central/flow/storm_post.h"
#include "central/store/mail_outbox.h"

namespace redrive::central {
namespace {

using base::Status;

bool is_about(const mail::BouncedRecipient& bounced, const MailRow& row) {
  return bounced.address.empty() || strcasecmp(bounced.address.c_str(), row.recipient.c_str()) == 0;
}

std::string in_words(const mail::BouncedRecipient& bounced) {
  std::string text = bounced.status;
  if (!bounced.diagnostic.empty()) text += (text.empty() ? "" : " ") + bounced.diagnostic;
  return text.empty() ? "without a reason" : text;
}

// Given up once: a second notice, or one of a mail that a server refused already, changes nothing.
Status give_up(FlowContext& flow, MailRow row, const mail::BouncedRecipient& bounced) {
  if (row.state == MailState::kDead) return {};
  row.state = MailState::kDead;
  row.last_reply = fmt::format("came back: {}", in_words(bounced));
  if (auto put = put_mail(flow.db, row); !put) return put;
  if (auto told =
          tell_tickets(flow, row, fmt::format("{} mail to {} {}", row.kind, row.recipient, row.last_reply), "redrive");
      !told)
    return told;
  return fall_back(flow, row);
}

}  // namespace

Status follow_bounce(FlowContext& flow, const BounceIn& bounce, MailJudgement& judgement) {
  const auto rows = mail_by_message_id(flow.db, bounce.message_id);
  if (!rows) return tl::unexpected<base::Error>(rows.error());
  bool known = false;
  for (const auto& bounced : bounce.recipients) {
    // Which of several recipients a notice without an address means nobody can tell.
    if (bounced.address.empty() && rows->size() > 1) continue;
    for (const auto& row : *rows) {
      if (!is_about(bounced, row)) continue;
      known = true;
      const bool failed = bounced.action == mail::BounceAction::kFailed;
      auto done = failed ? give_up(flow, row, bounced)
                         : tell_tickets(flow, row,
                                        fmt::format("{} mail to {} is {}: {}", row.kind, row.recipient,
                                                    mail::to_string(bounced.action), in_words(bounced)),
                                        "redrive");
      if (!done) return done;
    }
  }
  if (!known) {
    judgement.state = ReceivedState::kNote;
    judgement.why += "; it tells of nobody the mail was for, or not of whom";
  }
  return {};
}

}  // namespace redrive::central
