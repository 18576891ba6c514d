#include "central/flow/mail_post.h"

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
