#include "central/http/summary.h"

#include "central/store/failures.h"
#include "central/store/inbox.h"
#include "central/store/jobs.h"
#include "central/store/mail_outbox.h"
#include "central/store/received_mail.h"
#include "central/store/tickets.h"

namespace redrive::central {

base::Result<Summary> summarize(Database& db) {
  auto alerts = count_alerts(db);
  if (!alerts) return tl::unexpected(alerts.error());
  auto tickets = count_open_tickets(db);
  if (!tickets) return tl::unexpected(tickets.error());
  auto mail = count_mail(db);
  if (!mail) return tl::unexpected(mail.error());
  auto received = count_received(db);
  if (!received) return tl::unexpected(received.error());
  auto failures = count_failures(db);
  if (!failures) return tl::unexpected(failures.error());
  auto running = count_running_redistributions(db);
  if (!running) return tl::unexpected(running.error());
  auto hold = find_mail_hold(db);
  if (!hold) return tl::unexpected(hold.error());
  return Summary{alerts->stored, alerts->pending,  *tickets,          mail->pending,         mail->held,
                 mail->dead,     *std::move(hold), received->waiting, received->quarantined, *failures,
                 *running};
}

}  // namespace redrive::central
