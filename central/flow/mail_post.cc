#include "central/flow/mail_post.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "central/store/mail_hold.h"
#include "mail/compose/address.h"
#include "mail/compose/mail_name.h"

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

void address(mail::Letter& letter, const FlowContext& flow, const model::Centre& centre) {
  const config::CentralOptions& all = *flow.triage.rules->options;
  const config::MailOptions& options = all.mail;
  letter.centre = centre;
  letter.from = options.from;
  letter.reply_to = options.reply_to.empty() && !all.mailbox.pop3.empty() ? options.from : options.reply_to;
  letter.to = centre.email;
  letter.templates = &flow.templates;
  if (options.divert_to.empty()) return;
  letter.diverted_from = fmt::format("{} ({})", centre.id, fmt::join(centre.email, ", "));
  letter.to = {options.divert_to};
}

base::Result<MailThread> thread_of(Database& db, const std::string& ticket) {
  auto rows = mail_of_ticket(db, ticket);
  if (!rows) return tl::unexpected<base::Error>(rows.error());
  MailThread thread;
  for (const auto& row : *rows) thread.next = std::max(thread.next, mail::sequence_of(row.message_id) + 1);
  if (!rows->empty()) thread.first = rows->front().message_id;
  return thread;
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
