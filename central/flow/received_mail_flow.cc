// A mail that was taken (take_mail.cc) -> marked as being read -> read by the mail parser (mail_parser.h) -> what
// follows of it done: alerts into the inbox, a reply to its ticket, a bounce to the mail it is about -> what became of
// it stored. Each is judged once: what cannot be read, or ends the program when it is read, goes to quarantine, where
// people see it, and not round again.
#include "central/flow/received_mail_flow.h"

#include <fmt/format.h>

#include "central/flow/alert_flow.h"
#include "central/flow/bounce_flow.h"
#include "central/flow/decider.h"
#include "central/flow/load_state.h"
#include "central/flow/reply_flow.h"
#include "central/flow/store_changes.h"
#include "central/store/received_mail.h"
#include "shared/log/log.h"

namespace redrive::central {
namespace {

using base::Result;
using base::Status;

tl::unexpected<base::Error> pass(const Status& failed) {
  return tl::unexpected<base::Error>(failed.error());
}

// ---- what became of it

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

Status end_reading(FlowContext& flow, std::int64_t number, MailJudgement judged) {
  auto mail = find_received_brief(flow.db, number);
  if (!mail) return tl::unexpected<base::Error>(mail.error());
  // The commit may have been good although its answer was an error: then this is the same outcome again.
  if (!*mail || (*mail)->state != ReceivedState::kNew) return {};
  if (auto followed = follow(flow, **mail, judged); !followed) return followed;
  (*mail)->state = judged.state;
  (*mail)->why = std::move(judged.why);
  (*mail)->ticket = std::move(judged.ticket);
  if (auto put = put_received(flow.db, **mail); !put) return put;
  return mark_reading(flow.db, number, 0);
}

// ---- the next

Status set_aside(FlowContext& flow, UnreadMail& unread) {
  unread.mail.state = ReceivedState::kQuarantined;
  unread.mail.why = fmt::format(
      "reading it was begun {0} times and each time the program ended before it was done; it is kept as it came, see: "
      "redrive mail received show {1} --raw",
      unread.attempts, unread.mail.number);
  log::error("mail", fmt::format("received mail {} is set aside: {}", unread.mail.number, unread.mail.why));
  return put_received(flow.db, unread.mail);
}

Result<ReadMail::Reply> begin_reading(FlowContext& flow) {
  for (;;) {
    auto unread = oldest_unread(flow.db);
    if (!unread) return tl::unexpected<base::Error>(unread.error());
    if (!*unread) return ReadMail::Reply{};
    if ((*unread)->attempts >= kMostReadings) {
      if (auto aside = set_aside(flow, **unread); !aside) return pass(aside);
      continue;
    }
    const auto number = (*unread)->mail.number;
    if (auto marked = mark_reading(flow.db, number, (*unread)->attempts + 1); !marked) return pass(marked);
    return ReadMail::Reply{UnderReading{number, flow.mail_rules, flow.triage.rules->options, flow.mail_key}};
  }
}

}  // namespace

Result<ReadMail::Reply> handle(FlowContext& flow, ReadMail& request) {
  if (auto followed = as_store_error(follow_options(flow)); !followed) return pass(followed);
  if (request.judged) {
    if (auto done = as_store_error(end_reading(flow, request.number, std::move(*request.judged))); !done)
      return pass(done);
  } else if (request.number != 0) {
    if (auto undone = as_store_error(mark_reading(flow.db, request.number, 0)); !undone) return pass(undone);
  }
  if (!request.more) return ReadMail::Reply{};
  auto next = begin_reading(flow);
  if (!next) return pass(as_store_error(tl::unexpected<base::Error>(next.error())));
  return next;
}

}  // namespace redrive::central
