// The numbers of /api/v1/status and of the gauges at /metrics.
#pragma once

#include <cstdint>
#include <optional>

#include "central/store/database.h"
#include "central/store/mail_hold.h"
#include "shared/view/json.h"

namespace redrive::central {

struct Summary {
  std::uint64_t alerts_stored = 0, alerts_pending = 0;
  std::uint64_t tickets_open = 0;
  std::uint64_t mail_pending = 0, mail_held = 0, mail_dead = 0;
  std::optional<MailHold> mail_hold{};               // of all mail
  std::uint64_t mail_new = 0, mail_quarantined = 0;  // received
  std::uint64_t failures_open = 0;
  std::uint64_t redistributions_running = 0;
  std::optional<base::UtcTime> oldest_mail{};  // of those that wait to be sent
};

base::Result<Summary> summarize(Database& db);
view::Json mail_json(const Summary& summary);  // its part that is about mail

}  // namespace redrive::central
