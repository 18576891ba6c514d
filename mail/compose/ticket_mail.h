// The ticket's mail: wording and RFC 5322 form, the same bytes for the same input (T3).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/time.h"
#include "shared/model/failure.h"
#include "shared/model/inventory.h"
#include "shared/model/ticket.h"

namespace redrive::mail {

enum class MailKind { kOpened, kUpdated, kClosed };
std::string_view to_string(MailKind kind);

struct TicketMail {
  MailKind kind = MailKind::kOpened;
  std::uint32_t sequence = 1;  // of this ticket's mails; makes the Message-ID of updates
  model::Ticket ticket;
  std::vector<model::Failure> failures;  // records of the ticket, newest first, bounded by the caller
  std::string location_name;             // of ticket.location
  model::Centre centre;
  std::string from, reply_to;
  std::vector<std::string> to;  // header To
  base::UtcTime date{};
  std::string instead_of;  // to a fallback centre: whom it was meant for and why that failed; marks text and Message-ID
  std::string diverted_from;  // shadow mode: whom it would have gone to; marks subject and text
};

// "<RD-2026-000123.1@redrive.host>": the same for every repeat of this mail; the host is from's domain. A mail to a
// fallback centre names that centre too ("<RD-2026-000123.1.noc@redrive.host>").
std::string message_id(const TicketMail& mail);

// The number of the ticket's mail that message_id() put into the id; 1 when it holds none.
std::uint32_t sequence_of(std::string_view message_id);

// "[RD-2026-000123] disk_full on ids-0079 (Pune)"
std::string subject(const TicketMail& mail);

// The whole message, CRLF, 7-bit, header values freed of control characters.
std::string compose(const TicketMail& mail);

}  // namespace redrive::mail
