// Tickets and their timelines.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "central/store/database.h"
#include "central/store/page.h"
#include "shared/model/ticket.h"

namespace redrive::central {

// One line of a ticket's timeline: a decision, a mail attempt, an answer, a run.
struct TimelineEntry {
  std::string ticket;
  base::UtcTime at{};
  std::string what;  // "opened", "scope", "joined", "mail", "ack", "resolved", "plan", "run", "closed", "note"
  std::string text;  // for people
  std::string by;    // operator, agent or "redrive"
};

struct TicketFilter {
  std::string state{};  // empty = all
  std::string centre{}, server{}, failure_type{};
  bool not_closed = false;
};

base::Result<std::string> next_ticket_id(Database& db, int year);  // "RD-2026-000123", inside the caller's transaction
// Inserts or replaces, without its alerts. Its alerts and its timeline come after it.
base::Status put_ticket(Database& db, const model::Ticket& ticket);
base::Status add_ticket_alert(Database& db, const std::string& ticket, std::int64_t alert_number,
                              const std::string& alert_id);
base::Status add_timeline(Database& db, const TimelineEntry& entry);
base::Result<std::optional<model::Ticket>> find_ticket(Database& db,
                                                       const std::string& id);  // with its first 1000 alerts
base::Result<std::vector<model::Ticket>> open_tickets(
    Database& db);  // not closed, to rebuild state at start, without alerts
base::Result<std::vector<model::Ticket>> tickets_closed_since(Database& db, base::UtcTime since);  // without alerts
// Those that the storm's summary mail tells of, in order of opening, without alerts.
base::Result<std::vector<model::Ticket>> tickets_of_storm(Database& db, const std::string& storm);
base::Result<Page<model::Ticket>> list_tickets(Database& db, const TicketFilter& filter, const PageRequest& page);
base::Result<std::uint64_t> count_open_tickets(Database& db);  // mailed and not closed: open, acked, resolved
base::Result<std::uint64_t> count_ticket_alerts(Database& db, const std::string& ticket);
// In order; of a longer one the newest kMaxTimeline.
inline constexpr std::size_t kMaxTimeline = 1000;
base::Result<std::vector<TimelineEntry>> timeline(Database& db, const std::string& ticket);

}  // namespace redrive::central
