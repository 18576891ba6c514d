#include "central/store/failures.h"
#include "central/store/occurrences.h"
#include "central/store/select.h"

namespace redrive::central {
namespace {

using base::Result;

const std::string kSelect = "SELECT number, scope, subject, failure_type, total, last_at, recent_bytes FROM counters ";

Result<Counter> read_counter(const Row& row) {
  Columns in(row, 1);
  Counter out{in.text(), in.text(), in.text(), in.number(), {}, {}, in.time()};
  auto recent = decode_occurrences(in.view());
  if (!recent) return tl::unexpected<base::Error>(std::move(recent.error()));
  out.recent = std::move(recent->times);
  out.members = std::move(recent->members);
  return out;
}

}  // namespace

base::Status put_counter(Database& db, const Counter& c) {
  return db.execute(
      "INSERT INTO counters (scope, subject, failure_type, total, last_at, recent_bytes) VALUES ($1, $2, $3, $4, $5, "
      "$6) "
      "ON CONFLICT (scope, subject, failure_type) DO UPDATE SET total = excluded.total, last_at = excluded.last_at, "
      "recent_bytes = excluded.recent_bytes",
      {c.scope, c.subject, c.failure_type, as_value(c.total), as_value(c.last_at),
       encode_occurrences(c.recent, c.members)});
}

base::Status delete_counter(Database& db, const Counter& c) {
  return db.execute("DELETE FROM counters WHERE scope = $1 AND subject = $2 AND failure_type = $3",
                    {c.scope, c.subject, c.failure_type});
}

Result<std::vector<Counter>> all_counters(Database& db) {
  static const std::string kSql = kSelect + "ORDER BY number";
  return select_all<Counter>(db, kSql, {}, read_counter);
}

Result<Page<Counter>> list_counters(Database& db, const CounterFilter& filter, const PageRequest& page) {
  static const std::string kSql =
      kSelect +
      "WHERE number < $1 AND ($3 = '' OR failure_type = $3) AND (($4 = '' AND $5 = '' AND $6 = '' AND $7 = '') OR "
      "(scope = 'device' AND subject = $4) OR (scope = 'server' AND subject = $5) OR (scope = 'site' AND subject = $6) "
      "OR "
      "(scope = 'package' AND subject = $7)) ORDER BY number DESC LIMIT $2";
  return select_page<Counter>(
      db, kSql, page, {filter.failure_type, filter.device, filter.server, filter.site, filter.package}, read_counter);
}

Result<std::optional<Counter>> find_counter(Database& db, std::string_view scope, const std::string& subject,
                                            const std::string& failure_type) {
  static const std::string kSql = kSelect + "WHERE scope = $1 AND subject = $2 AND failure_type = $3";
  return select_one<Counter>(db, kSql, {std::string(scope), subject, failure_type}, read_counter);
}

}  // namespace redrive::central
