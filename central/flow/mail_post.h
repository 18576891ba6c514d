// A composed mail into the outbox: a row for each recipient, in the transaction that decided it (T4).
#pragma once

#include <string>
#include <vector>

#include "central/core/rules.h"
#include "central/flow/flow_context.h"
#include "central/store/mail_outbox.h"
#include "mail/compose/message.h"

namespace redrive::central {

// The centre itself or the first of its fallbacks that has an address; nullptr when nobody has one.
const model::Centre* reachable(const Rules& rules, const std::string& wanted);

// Sender, recipients and templates of a letter to this centre; with mail.divert_to everything goes there and says whom
// it was for.
void address(mail::Letter& letter, const FlowContext& flow, const model::Centre& centre);

// What a timeline says of mail that is queued: where all mail is held, by whom; else nothing.
base::Result<std::string> hold_note(FlowContext& flow);

// The mails of a ticket or storm so far: of a ticket its storm's summary may be the first.
struct MailThread {
  std::uint32_t next = 1;  // sequence of the next
  std::string first;       // Message-ID, as it was sent; empty when there is none
};
base::Result<MailThread> thread_of(Database& db, const std::string& ticket);

// `row` as it is for all of them.
base::Status put_rows(FlowContext& flow, const MailRow& row, const std::vector<std::string>& to);

}  // namespace redrive::central
