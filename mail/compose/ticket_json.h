// The machine-readable part of a ticket's mail (T3): one JSON object, stable names, RFC 3339 UTC times, null for what
// the ticket does not name.
#pragma once

#include <string>

#include "mail/compose/storm_mail.h"
#include "mail/compose/ticket_mail.h"

namespace redrive::mail {

std::string ticket_json(const TicketMail& mail);

// A storm's summary: its tickets, each as in its own mail.
std::string storm_json(const StormMail& mail);

}  // namespace redrive::mail
