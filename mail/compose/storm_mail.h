// The one mail that tells a centre of the many tickets of a storm.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mail/compose/ticket_mail.h"

namespace redrive::mail {

struct StormMail : Letter {
  static constexpr std::string_view kKind = "summary";

  std::string storm;                // its id
  std::vector<TicketMail> tickets;  // the mails it stands for; ticket and location_name count
};

// "[storm-RD-2026-000123] 37 new tickets for Maintenance Pune"
std::string subject(const StormMail& mail);

// The whole message; widest causes first.
std::string compose(const StormMail& mail);

}  // namespace redrive::mail
