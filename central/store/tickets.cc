#include "central/store/tickets.h"

#include <fmt/format.h>

#include <algorithm>

#include "central/store/select.h"

namespace redrive::central {
namespace {

using base::Result;
using base::Status;
using model::Scope;
using model::Ticket;
using model::TicketState;

const std::string kSelect =
    "SELECT number, id, opened_at, centre, scope, server, device, package, location, reported_location, "
    "location_verified, location_matched_by, location_sure, location_runner_up, location_note, "
    "failure_type, state, reason, last_alert_at, closed_at, closed_because, duplicate_of, members, told, continued_in, "
    "storm, asked_at, reminders FROM tickets ";

Result<Ticket> read_ticket(const Row& row) {
  Columns in(row, 1);
  Ticket t;
  t.id = in.text();
  t.opened_at = in.time();
  t.centre = in.text();
  const auto scope =
      read_enum("scope", in.view(), {Scope::kDevice, Scope::kServer, Scope::kSite, Scope::kPackage, Scope::kFleet});
  if (!scope) return tl::unexpected<base::Error>(scope.error());
  t.scope = *scope;
  for (auto* text : {&t.server, &t.device, &t.package, &t.location, &t.reported_location}) *text = in.text();
  t.location_verified = in.flag();
  t.location_source = {in.text(), in.small(), in.text(), in.text()};
  t.failure_type = in.text();
  const auto state = read_enum(
      "ticket state", in.view(),
      {TicketState::kHeld, TicketState::kOpen, TicketState::kAcked, TicketState::kResolved, TicketState::kClosed});
  if (!state) return tl::unexpected<base::Error>(state.error());
  t.state = *state;
  t.reason = in.text();
  t.last_alert_at = in.time();
  t.closed_at = in.maybe_time();
  t.closed_because = in.text();
  t.duplicate_of = in.text();
  t.members = in.number();
  t.told = in.flag();
  t.continued_in = in.text();
  t.storm = in.text();
  t.asked_at = in.maybe_time();
  t.reminders = in.small();
  return t;
}

}  // namespace

Result<std::string> next_ticket_id(Database& db, int year) {
  const auto number = select_number(db,
                                    "INSERT INTO ticket_numbers (year, last) VALUES ($1, 1) "
                                    "ON CONFLICT (year) DO UPDATE SET last = ticket_numbers.last + 1 RETURNING last",
                                    {std::int64_t{year}});
  return number.map([year](std::int64_t n) { return fmt::format("RD-{:04}-{:06}", year, n); });
}

Status put_ticket(Database& db, const Ticket& t) {
  return db.execute(
      "INSERT INTO tickets (id, opened_at, centre, scope, server, device, package, location, reported_location, "
      "location_verified, failure_type, state, reason, last_alert_at, closed_at, closed_because, duplicate_of, "
      "location_matched_by, location_sure, location_runner_up, location_note, members, told, continued_in, storm, "
      "asked_at, reminders) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, "
      "$23, $24, $25, $26, $27) "
      "ON CONFLICT (id) DO UPDATE SET opened_at = excluded.opened_at, centre = excluded.centre, scope = "
      "excluded.scope, "
      "server = excluded.server, device = excluded.device, package = excluded.package, location = excluded.location, "
      "reported_location = excluded.reported_location, location_verified = excluded.location_verified, "
      "failure_type = excluded.failure_type, state = excluded.state, reason = excluded.reason, "
      "last_alert_at = excluded.last_alert_at, closed_at = excluded.closed_at, closed_because = "
      "excluded.closed_because, "
      "duplicate_of = excluded.duplicate_of, location_matched_by = excluded.location_matched_by, "
      "location_sure = excluded.location_sure, location_runner_up = excluded.location_runner_up, "
      "location_note = excluded.location_note, members = excluded.members, told = excluded.told, continued_in = "
      "excluded.continued_in, storm = excluded.storm, asked_at = excluded.asked_at, reminders = excluded.reminders",
      {t.id,
       as_value(t.opened_at),
       t.centre,
       as_value(to_string(t.scope)),
       t.server,
       t.device,
       t.package,
       t.location,
       t.reported_location,
       std::int64_t{t.location_verified},
       t.failure_type,
       as_value(to_string(t.state)),
       t.reason,
       as_value(t.last_alert_at),
       as_value(t.closed_at),
       t.closed_because,
       t.duplicate_of,
       t.location_source.matched_by,
       std::int64_t{t.location_source.sure},
       t.location_source.runner_up,
       t.location_source.note,
       as_value(t.members),
       std::int64_t{t.told},
       t.continued_in,
       t.storm,
       as_value(t.asked_at),
       std::int64_t{t.reminders}});
}

Status add_ticket_alert(Database& db, const std::string& ticket, std::int64_t alert_number,
                        const std::string& alert_id) {
  return db.execute("INSERT INTO ticket_alerts (ticket, number, alert) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                    {ticket, alert_number, alert_id});
}

Result<std::optional<Ticket>> find_ticket(Database& db, const std::string& id) {
  static const std::string kSql = kSelect + "WHERE id = $1";
  auto ticket = select_one<Ticket>(db, kSql, {id}, read_ticket);
  if (!ticket || !*ticket) return ticket;
  auto alerts =
      select_all<std::string>(db, "SELECT alert FROM ticket_alerts WHERE ticket = $1 ORDER BY number LIMIT 1000", {id},
                              [](const Row& row) { return std::string(row.text(0)); });
  if (!alerts) return tl::unexpected<base::Error>(std::move(alerts.error()));
  (*ticket)->alerts = std::move(*alerts);
  return ticket;
}

Result<std::vector<Ticket>> open_tickets(Database& db) {
  static const std::string kSql = kSelect + "WHERE state <> 'closed' ORDER BY number";
  return select_all<Ticket>(db, kSql, {}, read_ticket);
}

Result<std::vector<Ticket>> tickets_closed_since(Database& db, base::UtcTime since) {
  static const std::string kSql = kSelect + "WHERE closed_at >= $1 AND state = 'closed' ORDER BY closed_at, number";
  return select_all<Ticket>(db, kSql, {as_value(since)}, read_ticket);
}

Result<std::vector<Ticket>> tickets_of_storm(Database& db, const std::string& storm) {
  static const std::string kSql = kSelect + "WHERE storm = $1 AND storm <> '' ORDER BY number";
  return select_all<Ticket>(db, kSql, {storm}, read_ticket);
}

Result<Page<Ticket>> list_tickets(Database& db, const TicketFilter& filter, const PageRequest& page) {
  static const std::string kSql = kSelect +
                                  "WHERE number < $1 AND ($3 = '' OR state = $3) AND ($4 = '' OR centre = $4) AND "
                                  "($5 = '' OR server = $5) AND ($6 = '' OR failure_type = $6) AND ($7 = 0 OR state <> "
                                  "'closed') ORDER BY number DESC LIMIT $2";
  return select_page<Ticket>(
      db, kSql, page,
      {filter.state, filter.centre, filter.server, filter.failure_type, std::int64_t{filter.not_closed}}, read_ticket);
}

Result<std::uint64_t> count_open_tickets(Database& db) {
  return select_count(db, "SELECT count(*) FROM tickets WHERE state <> 'closed' AND state <> 'held'");
}

Result<std::uint64_t> count_ticket_alerts(Database& db, const std::string& ticket) {
  return select_number(db, "SELECT count(*) FROM ticket_alerts WHERE ticket = $1", {ticket}).map([](std::int64_t n) {
    return static_cast<std::uint64_t>(n);
  });
}

Status add_timeline(Database& db, const TimelineEntry& entry) {
  return db.execute("INSERT INTO timeline (ticket, at, what, text, by_whom) VALUES ($1, $2, $3, $4, $5)",
                    {entry.ticket, as_value(entry.at), entry.what, entry.text, entry.by});
}

Result<std::vector<TimelineEntry>> timeline(Database& db, const std::string& ticket) {
  auto entries = select_all<TimelineEntry>(
      db, "SELECT ticket, at, what, text, by_whom FROM timeline WHERE ticket = $1 ORDER BY number DESC LIMIT $2",
      {ticket, as_value(std::uint64_t{kMaxTimeline})}, [](const Row& row) {
        Columns in(row);
        return TimelineEntry{in.text(), in.time(), in.text(), in.text(), in.text()};
      });
  if (entries) std::reverse(entries->begin(), entries->end());
  return entries;
}

}  // namespace redrive::central
