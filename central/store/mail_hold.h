// All outgoing mail held by a person, until one lets it go again. A mail held alone is a state of its row
// (mail_outbox.h).
#pragma once

#include <optional>
#include <string>

#include "central/store/database.h"
#include "shared/base/time.h"

namespace redrive::central {

struct MailHold {
  std::string by;
  base::UtcTime since{};
  std::string why;  // may be empty
};

base::Result<std::optional<MailHold>> find_mail_hold(Database& db);
base::Status put_mail_hold(Database& db, const MailHold& hold);  // kConflict when there is one
base::Status remove_mail_hold(Database& db);

// A line on the timeline of each ticket whose mail waits, its own or the summary that tells of it.
base::Status tell_tickets_with_waiting_mail(Database& db, base::UtcTime at, const std::string& text,
                                            const std::string& by);

}  // namespace redrive::central
