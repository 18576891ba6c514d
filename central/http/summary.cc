#include "central/http/summary.h"

#include "central/store/failures.h"
#include "central/store/inbox.h"
#include "central/store/jobs.h"
#include "central/store/mail_outbox.h"
#include "central/store/received_mail.h"
#include "central/store/tickets.h"

namespace redrive::central {
namespace {

using view::Json;

Json hold_of(const Summary& s) {
  if (!s.mail_hold) return nullptr;
  return {{"by", s.mail_hold->by},
          {"since", base::format_rfc3339(s.mail_hold->since)},
          {"why", view::text_or_null(s.mail_hold->why)}};
}

}  // namespace

Json mail_json(const Summary& s) {
  return {{"pending", s.mail_pending}, {"held", s.mail_held}, {"dead", s.mail_dead},
          {"hold", hold_of(s)},        {"new", s.mail_new},   {"quarantined", s.mail_quarantined}};
}

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
  auto oldest = oldest_pending_mail(db);
  if (!oldest) return tl::unexpected(oldest.error());
  return Summary{alerts->stored, alerts->pending,  *tickets,          mail->pending,         mail->held,
                 mail->dead,     *std::move(hold), received->waiting, received->quarantined, *failures,
                 *running,       *oldest};
}

}  // namespace redrive::central
