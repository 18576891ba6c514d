// What a ticket's mail says.
#pragma once

#include <string>
#include <vector>

#include "mail/compose/ticket_mail.h"
#include "mail/compose/wording.h"

namespace redrive::mail {

std::string headline(const TicketMail& mail);
Wording word_ticket(const TicketMail& mail);

// The ticket as one section of a mail about many.
Section word_briefly(const TicketMail& mail);

// What the reader must know of how this mail came to him: shadow mode, fallback.
std::vector<std::string> delivery_notices(const Letter& letter);

// The values of templates that every mail has: {{id}} and those that tell how it came to its reader.
std::map<std::string, std::string, std::less<>> values_of(const Letter& letter, const std::string& id);

// A clean line in which nothing reads as "Host:", "Service:", "State:" or "Address:" (a space goes before the colon):
// Zammad and Znuny search the whole text for these, and what a device wrote must not answer for it.
std::string quote_line(std::string_view text, std::size_t limit);

}  // namespace redrive::mail
