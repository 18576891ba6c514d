// A ticket's mail into the outbox: composed once, a row for each recipient, in the transaction that decided it (T3,
// T4).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "central/core/changes.h"
#include "central/flow/flow_context.h"
#include "mail/compose/ticket_mail.h"

namespace redrive::central {

mail::MailKind kind_of(Notice notice);
// Nothing where the kind is no ticket's mail of its own.
std::optional<Notice> notice_of(std::string_view kind);

// As triage knows it: what this batch has decided need not be in the store yet.
base::Result<std::vector<model::FailedAgain>> what_failed_again(FlowContext& flow, const std::string& ticket);

struct TicketPost {
  Notice notice = Notice::kOpened;
  model::Ticket ticket;
  std::vector<model::Failure> failures;
  std::string centre{};        // whom to mail; empty = the ticket's centre
  std::string instead_of{};    // to a fallback centre: whom it was meant for and why that failed
  std::uint32_t sequence = 0;  // of the mail this one stands in for; 0 = the ticket's next
  std::string aside{};         // as of MailWanted
};

// The mail as it would be sent now; nothing where neither the centre nor its fallbacks have an address.
base::Result<std::optional<mail::TicketMail>> write_letter(FlowContext& flow, TicketPost post);

// Puts the mail into the outbox and onto the ticket's timeline; the ticket and its alerts must be stored. Where the
// centre has no address (a reload took it away) the next one of its fallback chain gets it, and where nobody has one
// the timeline says so. With mail.divert_to everything goes there and says whom it was for.
base::Status post_ticket(FlowContext& flow, TicketPost post);

}  // namespace redrive::central
