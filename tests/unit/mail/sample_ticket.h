// A ticket's mail as the tests like it: everything set, nothing unusual.
#pragma once

#include "mail/compose/ticket_mail.h"

namespace redrive::mail {

inline base::UtcTime at(std::string_view text) {
  return *base::parse_rfc3339(text);
}

inline TicketMail sample_mail() {
  TicketMail mail;
  mail.message_id = "<RD-2026-000123.1@noc.example>";
  mail.ticket.id = "RD-2026-000123";
  mail.ticket.opened_at = at("2026-03-02T00:02:13Z");
  mail.ticket.centre = "mc-a";
  mail.ticket.scope = model::Scope::kServer;
  mail.ticket.server = "ids-0079";
  mail.ticket.location = "PUN024";
  mail.ticket.reported_location = "82 Kings Way, Bldg 24, Pune";
  mail.ticket.location_verified = true;
  mail.ticket.location_source = {"alias", 100, "", ""};
  mail.ticket.failure_type = "disk_full";
  mail.ticket.alerts = {"a-17", "a-18", "a-19"};
  mail.ticket.reason = "3 devices of ids-0079 report disk_full within 1h, limit is 2; PUN024 is served by mc-a";
  mail.ticket.last_alert_at = at("2026-03-02T00:02:12Z");
  for (const auto* device : {"dev-0079-17", "dev-0079-18"}) {
    mail.failures.push_back({.server = "ids-0079",
                             .device = device,
                             .job = "J-230354",
                             .failure_type = "disk_full",
                             .package = "pkg06-6.7",
                             .first_at = at("2026-03-02T00:01:40Z"),
                             .last_at = at("2026-03-02T00:02:12Z"),
                             .count = 2,
                             .message = "rsync: write failed: No space left on device (28)",
                             .ticket = "RD-2026-000123",
                             .location = "PUN024"});
  }
  mail.location_name = "Pune";
  mail.centre = {"mc-a", "Maintenance Pune", {"pune@mc.example"}, "noc"};
  mail.from = "Redrive <redrive@noc.example>";
  mail.reply_to = "redrive-replies@noc.example";
  mail.to = {"pune@mc.example", "shift@mc.example"};
  mail.date = at("2026-03-02T00:02:14Z");
  return mail;
}

// Sets every text field, of the ticket, its failures, the centre and the addresses, to `value`.
inline TicketMail hostile_mail(const std::string& value) {
  TicketMail mail = sample_mail();
  model::Ticket& ticket = mail.ticket;
  for (std::string* field : {&ticket.id,
                             &ticket.centre,
                             &ticket.server,
                             &ticket.device,
                             &ticket.package,
                             &ticket.location,
                             &ticket.reported_location,
                             &ticket.location_source.matched_by,
                             &ticket.location_source.runner_up,
                             &ticket.location_source.note,
                             &ticket.failure_type,
                             &ticket.reason,
                             &ticket.closed_because,
                             &mail.location_name,
                             &mail.centre.id,
                             &mail.centre.name,
                             &mail.from,
                             &mail.reply_to,
                             &mail.diverted_from,
                             &mail.instead_of}) {
    *field = value;
  }
  ticket.alerts = {value, value};
  mail.to = {value, "Name " + value + " <ok@mc.example>", value + "@mc.example"};
  for (auto& failure : mail.failures) {
    for (std::string* field :
         {&failure.server, &failure.device, &failure.job, &failure.package, &failure.failure_type, &failure.message}) {
      *field = value;
    }
  }
  mail.again = {{value, value, 2, 1, 3, true}};
  return mail;
}

}  // namespace redrive::mail
