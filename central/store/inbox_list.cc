// Reading the inbox back: the list of alerts, one alert, the recent ids.
#include <algorithm>

#include "central/store/inbox.h"
#include "central/store/inbox_columns.h"
#include "central/store/select.h"

namespace redrive::central {
namespace {

using base::Result;

const std::string kColumns = std::string(kInboxColumns) + ", d.number, d.failure_type, d.ticket, d.reason";

// $3 and on: server, device, job, failure type, received since.
constexpr std::string_view kFilters =
    "($3 = '' OR i.server = $3) AND ($4 = '' OR i.device = $4) AND ($5 = '' OR i.job = $5) AND "
    "($6 = '' OR COALESCE(NULLIF(d.failure_type, ''), i.failure_type) = $6) AND i.received_at >= $7";

std::vector<Value> filter_values(const AlertFilter& filter) {
  return {filter.server, filter.device, filter.job, filter.failure_type, as_value(filter.since)};
}

Result<AlertListRow> read_list_row(const Row& row) {
  Columns in(row);
  auto alert = read_inbox_row(in);
  if (!alert) return tl::unexpected<base::Error>(std::move(alert.error()));
  return AlertListRow{std::move(*alert), AlertDecision{in.integer(), in.text(), in.text(), in.text()}};
}

// The first row that may have been received at or after `since`, found by halves because rows stand in order of
// arrival. A day early, so that a clock set back by less costs a few rows more and misses none.
Result<std::int64_t> first_since(Database& db, base::UtcTime since, std::int64_t stored) {
  const std::int64_t wanted = base::to_micros(since - std::chrono::hours(24));
  std::int64_t low = 1, high = stored + 1;
  while (low < high && wanted > 0) {
    const std::int64_t middle = low + (high - low) / 2;
    const auto at = select_number(db, "SELECT received_at FROM inbox WHERE number = $1", {middle});
    if (!at) return at;
    if (*at < wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

Result<Page<AlertListRow>> list_ticket_alerts(Database& db, const AlertFilter& filter, const PageRequest& page) {
  static const std::string kSql =
      "SELECT " + kColumns +
      " FROM ticket_alerts t JOIN inbox i ON i.number = t.number LEFT JOIN decisions d ON d.number = i.number"
      " WHERE t.ticket = $8 AND t.number < $1 AND " +
      std::string(kFilters) + " ORDER BY t.number DESC LIMIT $2";
  auto values = filter_values(filter);
  values.emplace_back(filter.ticket);
  return select_page<AlertListRow>(db, kSql, page, std::move(values), read_list_row);
}

}  // namespace

Result<Page<AlertListRow>> list_alerts(Database& db, const AlertFilter& filter, const PageRequest& page) {
  static const std::string kSql = "SELECT " + kColumns +
                                  " FROM inbox i LEFT JOIN decisions d ON d.number = i.number"
                                  " WHERE i.number < $1 AND i.number >= $8 AND " +
                                  std::string(kFilters) + " ORDER BY i.number DESC LIMIT $2";
  if (!filter.ticket.empty()) return list_ticket_alerts(db, filter, page);
  const auto counts = count_alerts(db);
  if (!counts) return tl::unexpected<base::Error>(counts.error());
  const auto stored = static_cast<std::int64_t>(counts->stored);
  const auto oldest = first_since(db, filter.since, stored);
  if (!oldest) return tl::unexpected<base::Error>(oldest.error());
  const std::int64_t top = page.after > 0 ? page.after : stored + 1;
  const std::int64_t floor = std::max(*oldest, top - kAlertScan);
  auto values = filter_values(filter);
  values.emplace_back(floor);
  auto found = select_page<AlertListRow>(db, kSql, {page.limit, top}, std::move(values), read_list_row);
  if (found && found->next == 0 && floor > *oldest) found->next = floor;  // the scan's bound ended it, not the inbox
  return found;
}

Result<std::optional<AlertListRow>> find_alert(Database& db, std::int64_t number) {
  static const std::string kSql =
      "SELECT " + kColumns + " FROM inbox i LEFT JOIN decisions d ON d.number = i.number WHERE i.number = $1";
  return select_one<AlertListRow>(db, kSql, {number}, read_list_row);
}

base::Status each_recent_id(Database& db, base::UtcTime since,
                            const std::function<void(std::string_view, std::string_view, base::UtcTime)>& each) {
  const auto counts = count_alerts(db);
  if (!counts) return tl::unexpected<base::Error>(counts.error());
  const auto first = first_since(db, since, static_cast<std::int64_t>(counts->stored));
  if (!first) return tl::unexpected<base::Error>(first.error());
  const Value parameters[] = {*first, as_value(since)};
  return db.query("SELECT sender, id, received_at FROM inbox WHERE number >= $1 AND received_at >= $2 ORDER BY number",
                  parameters,
                  [&each](const Row& row) { each(row.text(0), row.text(1), base::utc_from_micros(row.integer(2))); });
}

}  // namespace redrive::central
