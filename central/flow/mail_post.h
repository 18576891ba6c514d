// A composed mail into the outbox: a row for each recipient, in the transaction that decided it (T4).
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <vector>

#include "central/core/rules.h"
#include "central/flow/flow_context.h"
#include "central/store/mail_outbox.h"

namespace redrive::central {

// The centre itself or the first of its fallbacks that has an address; nullptr when nobody has one.
const model::Centre* reachable(const Rules& rules, const std::string& wanted);

// Sender and recipients of a mail::TicketMail or mail::StormMail to this centre; with mail.divert_to everything goes
// there and says whom it was for.
template <typename Letter>
void address(Letter& letter, const Rules& rules, const model::Centre& centre) {
  const config::MailOptions& options = rules.options->mail;
  letter.centre = centre;
  letter.from = options.from;
  letter.reply_to = options.reply_to;
  letter.to = centre.email;
  if (options.divert_to.empty()) return;
  letter.diverted_from = fmt::format("{} ({})", centre.id, fmt::join(centre.email, ", "));
  letter.to = {options.divert_to};
}

// What a timeline says of mail that is queued: where all mail is held, by whom; else nothing.
base::Result<std::string> hold_note(FlowContext& flow);

// `row` as it is for all of them.
base::Status put_rows(FlowContext& flow, const MailRow& row, const std::vector<std::string>& to);

}  // namespace redrive::central
