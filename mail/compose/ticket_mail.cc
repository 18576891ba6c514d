#include "mail/compose/ticket_mail.h"

#include <charconv>

#include <fmt/format.h>

#include "mail/compose/message.h"
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
  }
  return "opened";
}

std::string message_id(const TicketMail& mail) {
  return message_id_for(mail.ticket.id, mail.sequence, mail.instead_of.empty() ? "" : mail.centre.id, mail.from);
}

std::uint32_t sequence_of(std::string_view message_id) {
  const auto dot = message_id.find('.');  // the name before it holds none
  std::uint32_t number = 1;
  if (dot != std::string_view::npos)
    std::from_chars(message_id.data() + dot + 1, message_id.data() + message_id.size(), number);
  return number;
}

std::string subject(const TicketMail& mail) {
  const std::string_view kind = mail.kind == MailKind::kOpened    ? ""
                                : mail.kind == MailKind::kUpdated ? "update: "
                                                                  : "closed: ";
  const std::string id = quote_line(mail.ticket.id, 64);
  return fmt::format("{}[{}] {}{}", mail.diverted_from.empty() ? "" : "[shadow] ", id, kind, headline(mail));
}

// A ticket that went out in a storm's summary stands under that one.
std::string compose(const TicketMail& mail) {
  const model::Ticket& ticket = mail.ticket;
  Message message;
  message.from = mail.from;
  message.reply_to = mail.reply_to;
  message.to = mail.to;
  message.date = mail.date;
  message.subject = subject(mail);
  message.id = message_id(mail);
  message.thread = message_id_for(ticket.storm.empty() ? ticket.id : ticket.storm, 1, "", mail.from);
  message.marks = {{"X-Redrive-Ticket", quote_line(ticket.id, 128)},
                   {"X-Redrive-Kind", std::string(to_string(mail.kind))}};
  message.wording = word_ticket(mail);
  message.json = ticket_json(mail);
  message.json_name = ticket.id;
  return write_message(message);
}

}  // namespace redrive::mail
