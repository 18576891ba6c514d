// Mail into the store before anybody reads it: whoever handed it in may forget it after the commit. What becomes of it:
// received_mail_flow.cc.
#include <fmt/format.h>

#include "central/flow/decider.h"
#include "central/flow/flow_context.h"
#include "central/flow/store_changes.h"
#include "central/store/received_mail.h"
#include "shared/base/digest.h"

namespace redrive::central {
namespace {

using base::Result;

tl::unexpected<base::Error> pass(const base::Status& failed) {
  return tl::unexpected<base::Error>(failed.error());
}

}  // namespace

Result<TakeMail::Reply> handle(FlowContext& flow, TakeMail& request) {
  if (request.raw.size() > kMostMailBytes) {
    return base::fail(base::ErrorCode::kInvalid,
                      fmt::format("the mail has {} bytes; at most {} are taken", request.raw.size(), kMostMailBytes));
  }
  const bool held = request.left_because.empty();
  ReceivedMail mail;
  mail.source = std::move(request.source);
  mail.uid = std::move(request.uid);
  mail.received_at = flow.clock.utc();
  mail.size = request.size == 0 ? request.raw.size() : request.size;
  mail.digest = held ? base::digest_of(request.raw) : "";
  mail.raw = std::move(request.raw);
  if (!held) mail.state = ReceivedState::kQuarantined, mail.why = std::move(request.left_because);

  auto before = find_received_repeat(flow.db, mail.source, mail.uid, mail.digest);
  if (!before) return pass(as_store_error(tl::unexpected(before.error())));
  if (*before != 0) return TakeMail::Reply{*before, true};
  if (auto put = as_store_error(put_received(flow.db, mail)); !put) return pass(put);
  if (held) flow.after_commit.emplace_back([&flow] { flow.mail_unread(); });
  return TakeMail::Reply{mail.number, false};
}

}  // namespace redrive::central
