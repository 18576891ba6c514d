// The ticket's mail: wording and RFC 5322 form, the same bytes for the same input (T3).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mail/compose/message.h"
#include "shared/base/time.h"
#include "shared/model/failure.h"
#include "shared/model/ticket.h"

namespace redrive::mail {

enum class MailKind { kOpened, kUpdated, kClosed, kReminder, kEscalation };
std::string_view to_string(MailKind kind);

struct TicketMail : Letter {
  MailKind kind = MailKind::kOpened;
  std::uint32_t sequence = 1;  // of this ticket's mails
  model::Ticket ticket;
  std::vector<model::Failure> failures;     // records of the ticket, newest first, bounded by the caller
  std::string location_name;                // of ticket.location
  std::vector<model::FailedAgain> again{};  // in redistributions, the run that failed last first
  std::string aside;                        // a sentence about other tickets, or empty
  bool field_lines = true;                  // with the lines that ticket systems parse
};

// "[RD-2026-000123] disk_full on ids-0079 (Pune)"
std::string subject(const TicketMail& mail);

// The whole message, CRLF, 7-bit, header values freed of control characters.
std::string compose(const TicketMail& mail);

}  // namespace redrive::mail
