// A mail that was taken (take_mail.cc) -> judged (judge_mail) -> what follows of it done: alerts into the inbox, a
// reply to its ticket, a bounce to the mail it is about -> what became of it stored. Each is judged once: what cannot
// be read goes to quarantine, where people see it, and not round again.
#include "central/flow/received_mail_flow.h"

#include <fmt/format.h>

#include "central/flow/alert_flow.h"
#include "central/flow/bounce_flow.h"
#include "central/flow/judge_mail.h"
#include "central/flow/reply_flow.h"
#include "central/flow/store_changes.h"
#include "central/store/received_mail.h"

namespace redrive::central {
namespace {

using base::Result;
using base::Status;

constexpr std::size_t kBatch = 20;  // mails judged in one transaction; each may have megabytes

MailJudgement judge(const FlowContext& flow, const ReceivedMail& mail) {
  const auto& options = *flow.triage.rules->options;
  try {
    return judge_mail(mail, {*flow.mail_rules, options.replies, flow.mail_key});
  } catch (const std::exception& error) {
    return {ReceivedState::kQuarantined, fmt::format("it could not be read: {}", error.what()), ""};
  }
}

// The ids of alerts are the mailbox's own.
Status follow(FlowContext& flow, const ReceivedMail& mail, MailJudgement& judged) {
  if (auto* in = std::get_if<AlertsIn>(&judged.follows)) {
    auto taken = append_to_inbox(flow, model::AlertSource::kMail, mail.source, std::move(in->alerts));
    if (!taken) return tl::unexpected<base::Error>(taken.error());
    if (taken->accepted == 0) judged.why += "; all of them were there already";
  }
  if (const auto* in = std::get_if<ReplyIn>(&judged.follows)) return follow_reply(flow, *in, judged);
  if (const auto* in = std::get_if<BounceIn>(&judged.follows)) return follow_bounce(flow, *in, judged);
  return {};
}

Status judge_one(FlowContext& flow, std::int64_t number) {
  auto mail = find_received(flow.db, number);
  if (!mail) return tl::unexpected<base::Error>(mail.error());
  if (!*mail) return {};
  auto judged = judge(flow, **mail);
  if (auto followed = follow(flow, **mail, judged); !followed) return followed;
  (*mail)->state = judged.state;
  (*mail)->why = std::move(judged.why);
  (*mail)->ticket = std::move(judged.ticket);
  return put_received(flow.db, **mail);
}

}  // namespace

Result<bool> judge_received(FlowContext& flow) {
  const auto numbers = new_received(flow.db, kBatch);
  if (!numbers) return tl::unexpected<base::Error>(numbers.error());
  for (const auto number : *numbers) {
    if (auto done = as_store_error(judge_one(flow, number)); !done) return tl::unexpected<base::Error>(done.error());
  }
  return numbers->size() == kBatch;
}

}  // namespace redrive::central
