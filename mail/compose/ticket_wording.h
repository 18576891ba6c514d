// What a ticket's mail says, apart from how it is drawn (ticket_render.h) and packed (ticket_mail.h).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "mail/compose/ticket_mail.h"

namespace redrive::mail {

struct Section {
  std::string title;
  std::vector<std::string> lines;
  bool bullets = false;
};

// All values are clean single lines; nothing in them can be taken for one of the fields.
struct Wording {
  std::string headline;                                     // "disk_full on ids-0079 (Pune)"
  std::vector<std::string> notices;                         // before everything else: shadow mode, fallback
  std::vector<Section> sections;                            // in the order a technician asks
  std::vector<std::pair<std::string, std::string>> fields;  // "Host", "Service", "State", "Address", for ticket systems
};

std::string headline(const TicketMail& mail);
Wording word_ticket(const TicketMail& mail);

// A clean line in which nothing reads as "Host:", "Service:", "State:" or "Address:" (a space goes before the colon):
// Zammad and Znuny search the whole text for these, and what a device wrote must not answer for it.
std::string quote_line(std::string_view text, std::size_t limit);

}  // namespace redrive::mail
