#include "mail/compose/ticket_mail.h"

#include "mail/compose/ticket_json.h"
#include "mail/compose/ticket_wording.h"

namespace redrive::mail {

std::string_view to_string(MailKind kind) {
  switch (kind) {
    case MailKind::kOpened:
      return "opened";
    case MailKind::kUpdated:
      return "updated";
    case MailKind::kClosed:
      return "closed";
    case MailKind::kReminder:
      return "reminder";
    case MailKind::kEscalation:
      return "escalation";
  }
  return "opened";
}

std::string subject(const TicketMail& mail) {
  return write_subject(mail, word_ticket(mail));
}

std::string compose(const TicketMail& mail) {
  return write_message(mail, {word_ticket(mail),
                              {{"X-Redrive-Ticket", quote_line(mail.ticket.id, 128)},
                               {"X-Redrive-Kind", std::string(to_string(mail.kind))}},
                              ticket_json(mail),
                              mail.ticket.id});
}

}  // namespace redrive::mail
