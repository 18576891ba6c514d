// A person stops outgoing mail, one or all, and lets it go again (T4). What is decided meanwhile goes on into the
// outbox.
#include <fmt/format.h>

#include "central/flow/decider.h"
#include "central/flow/flow_context.h"
#include "central/flow/record_act.h"
#include "central/flow/store_changes.h"
#include "central/flow/storm_post.h"
#include "central/store/mail_hold.h"
#include "central/store/mail_outbox.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::Status;

std::string reason(const HoldMail& request) {
  return request.why.empty() ? "" : ": " + request.why;
}

Status tell_all(FlowContext& flow, const HoldMail& request, const std::string& text) {
  const bool hold = !request.release;
  auto told = tell_tickets_with_waiting_mail(flow.db, flow.clock.utc(), text, request.actor.name);
  if (!told) return told;
  return record_act(flow, {request.actor, hold ? "hold mail" : "release mail", "all", request.why,
                           hold ? "going out" : "held", hold ? "held" : "going out"});
}

Status hold_all(FlowContext& flow, const HoldMail& request, const std::optional<MailHold>& hold) {
  if (hold) {
    return base::fail(ErrorCode::kConflict, fmt::format("all mail is held already, by {} since {}", hold->by,
                                                        base::format_rfc3339(hold->since)));
  }
  if (auto put = put_mail_hold(flow.db, {request.actor.name, flow.clock.utc(), request.why}); !put) return put;
  return tell_all(flow, request, "all outgoing mail is held" + reason(request));
}

Status release_all(FlowContext& flow, const HoldMail& request, const std::optional<MailHold>& hold) {
  if (!hold) return base::fail(ErrorCode::kConflict, "mail is not held as a whole; of single ones give the number");
  if (auto removed = remove_mail_hold(flow.db); !removed) return removed;
  return tell_all(flow, request, "outgoing mail goes out again");
}

Status change_one(FlowContext& flow, const HoldMail& request) {
  auto row = find_mail(flow.db, request.number);
  if (!row) return tl::unexpected(row.error());
  if (!*row) return base::fail(ErrorCode::kNotFound, fmt::format("no mail {}", request.number));
  MailRow& mail = **row;
  if (mail.state == MailState::kSending) {  // held and released meanwhile it would go out twice
    return base::fail(ErrorCode::kConflict,
                      fmt::format("mail {} is being sent just now; hold all mail first, then this one", mail.number));
  }
  if (mail.state != (request.release ? MailState::kHeld : MailState::kPending)) {
    return base::fail(ErrorCode::kConflict,
                      fmt::format("mail {} is {}; only one that {}", mail.number, to_string(mail.state),
                                  request.release ? "is held can be released" : "waits can be held"));
  }
  const std::string before{to_string(mail.state)};
  mail.state = request.release ? MailState::kPending : MailState::kHeld;
  if (request.release) mail.next_at = flow.clock.utc();
  if (auto put = put_mail(flow.db, mail); !put) return put;
  const std::string text = fmt::format("{} mail to {} {}{}", mail.kind, mail.recipient,
                                       request.release ? "is released" : "is held", reason(request));
  if (auto told = tell_tickets(flow, mail, text, request.actor.name); !told) return told;
  return record_act(flow, {request.actor, request.release ? "release mail" : "hold mail", std::to_string(mail.number),
                           request.why.empty() ? mail.recipient : mail.recipient + ": " + request.why, before,
                           std::string(to_string(mail.state))});
}

Status change(FlowContext& flow, const HoldMail& request) {
  if (request.number != 0) return change_one(flow, request);
  auto hold = find_mail_hold(flow.db);
  if (!hold) return tl::unexpected(hold.error());
  return request.release ? release_all(flow, request, *hold) : hold_all(flow, request, *hold);
}

}  // namespace

base::Result<HoldMail::Reply> handle(FlowContext& flow, HoldMail& request) {
  if (auto done = change(flow, request); !done) return tl::unexpected(done.error());
  if (request.release) flow.after_commit.emplace_back([&flow] { flow.mail_waiting(); });
  return HoldMail::Reply{};
}

}  // namespace redrive::central
