#include "central/flow/mail_post.h"

#include "central/store/mail_hold.h"
#include "mail/compose/address.h"

namespace redrive::central {

const model::Centre* reachable(const Rules& rules, const std::string& wanted) {
  auto ids = rules.router.fallbacks(wanted);
  ids.insert(ids.begin(), wanted);
  for (const auto& id : ids) {
    const auto at = rules.options->centres.find(id);
    if (at != rules.options->centres.end() && !at->second.email.empty()) return &at->second;
  }
  return nullptr;
}

base::Result<std::string> hold_note(FlowContext& flow) {
  auto hold = find_mail_hold(flow.db);
  if (!hold) return tl::unexpected<base::Error>(hold.error());
  return *hold ? fmt::format("; all outgoing mail is held, by {}", (*hold)->by) : std::string();
}

base::Status put_rows(FlowContext& flow, const MailRow& row, const std::vector<std::string>& to) {
  for (const auto& recipient : to) {
    MailRow one = row;
    one.recipient = mail::bare_address(recipient);
    one.next_at = one.created_at = flow.clock.utc();
    if (auto put = put_mail(flow.db, one); !put) return put;
  }
  flow.after_commit.emplace_back([&flow] { flow.mail_waiting(); });
  return {};
}

}  // namespace redrive::central
