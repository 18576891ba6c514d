// The one mail that tells a centre of the many tickets of a storm.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mail/compose/ticket_mail.h"

namespace redrive::mail {

struct StormMail {
  static constexpr std::string_view kKind = "summary";

  std::string id;                   // of the storm
  std::vector<TicketMail> tickets;  // the mails it stands for; ticket and location_name count
  model::Centre centre;
  std::string from, reply_to;
  std::vector<std::string> to;  // header To
  base::UtcTime date{};
  std::string instead_of, diverted_from;  // as of TicketMail
};

// "<storm-RD-2026-000123.1@redrive.host>": later mails of its tickets stand under it.
std::string message_id(const StormMail& mail);

// "[storm-RD-2026-000123] 37 new tickets for Maintenance Pune"
std::string subject(const StormMail& mail);

// The whole message; widest causes first.
std::string compose(const StormMail& mail);

}  // namespace redrive::mail
