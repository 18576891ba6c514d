// Reading the inbox back: the list of alerts, one alert, the recent ids.
#include <algorithm>

#include "central/store/inbox.h"
#include "central/store/inbox_columns.h"
#include "central/store/select.h"

namespace redrive::central {
namespace {

using base::Result;

const std::string kColumns = std::string(kInboxColumns) + ", d.number, d.failure_type, d.ticket, d.reason, d.counted";

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
  return AlertListRow{std::move(*alert), AlertDecision{in.integer(), in.text(), in.text(), in.text(), in.flag()}};
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

// What differs between the two directions: newest first goes down from $1 to $8, oldest first up.
struct Direction {
  const char *beyond, *until, *order;
};
constexpr Direction kDown{" < $1", " >= $8", " DESC"}, kUp{" > $1", " <= $8", " ASC"};

std::string listing(const Direction& way) {
  return fmt::format(
      "SELECT {} FROM inbox i LEFT JOIN decisions d ON d.number = i.number WHERE i.number{} AND i.number{} "
      "AND {} ORDER BY i.number{} LIMIT $2",
      kColumns, way.beyond, way.until, kFilters, way.order);
}

std::string listing_of_ticket(const Direction& way) {
  return fmt::format(
      "SELECT {} FROM ticket_alerts t JOIN inbox i ON i.number = t.number LEFT JOIN decisions d ON d.number "
      "= i.number WHERE t.ticket = $8 AND t.number{} AND {} ORDER BY t.number{} LIMIT $2",
      kColumns, way.beyond, kFilters, way.order);
}

// From row `from` on, not with it; `last` is a number, or a ticket's id.
Result<Page<AlertListRow>> list_from(Database& db, const std::string& sql, const AlertFilter& filter,
                                     const PageRequest& page, std::int64_t from, Value last) {
  if (auto good = check_page(page); !good) return tl::unexpected<base::Error>(std::move(good.error()));
  std::vector<Value> values{from, std::int64_t{page.limit} + 1};
  for (auto& value : filter_values(filter)) values.push_back(std::move(value));
  values.push_back(std::move(last));
  return cut_page<AlertListRow>(db, sql, page.limit, values, read_list_row);
}

Result<Page<AlertListRow>> list_ticket_alerts(Database& db, const AlertFilter& filter, const PageRequest& page) {
  static const std::string kNewest = listing_of_ticket(kDown), kOldest = listing_of_ticket(kUp);
  if (filter.oldest_first) return list_from(db, kOldest, filter, page, page.after, filter.ticket);
  const std::int64_t from = page.after > 0 ? page.after : std::numeric_limits<std::int64_t>::max();
  return list_from(db, kNewest, filter, page, from, filter.ticket);
}

}  // namespace

Result<Page<AlertListRow>> list_alerts(Database& db, const AlertFilter& filter, const PageRequest& page) {
  static const std::string kNewest = listing(kDown), kOldest = listing(kUp);
  if (!filter.ticket.empty()) return list_ticket_alerts(db, filter, page);
  const auto counts = count_alerts(db);
  if (!counts) return tl::unexpected<base::Error>(counts.error());
  const auto stored = static_cast<std::int64_t>(counts->stored);
  const auto oldest = first_since(db, filter.since, stored);
  if (!oldest) return tl::unexpected<base::Error>(oldest.error());
  const bool up = filter.oldest_first;
  const std::int64_t from = up ? std::max(page.after, *oldest - 1) : page.after > 0 ? page.after : stored + 1;
  const std::int64_t end = up ? stored : *oldest, bound = up ? from + kAlertScan : from - kAlertScan;
  const std::int64_t last = up ? std::min(end, bound) : std::max(end, bound);
  auto found = list_from(db, up ? kOldest : kNewest, filter, page, from, last);
  if (found && found->next == 0 && last != end) found->next = last;  // the scan's bound ended it, not the inbox
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
