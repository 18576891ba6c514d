#include "central/store/failures.h"

#include <fmt/format.h>

#include "central/store/failure_filter.h"
#include "central/store/jobs.h"
#include "central/store/select.h"

namespace redrive::central {
namespace {

using base::Result;
using base::Status;

const std::string kColumns =
    "number, server, device, job, failure_type, package, first_at, last_at, count, message, ticket, location, again";
const std::string kFilters = " WHERE number < $1 AND " + failure_condition(3) + " ORDER BY number DESC LIMIT $2";

model::Failure read_failure(Columns& in) {
  model::Failure f;
  for (auto* text : {&f.server, &f.device, &f.job, &f.failure_type, &f.package}) *text = in.text();
  f.first_at = in.time();
  f.last_at = in.time();
  f.count = in.number();
  for (auto* text : {&f.message, &f.ticket, &f.location}) *text = in.text();
  f.again = in.small();
  return f;
}

model::Failure read_open(const Row& row) {
  Columns in(row, 1);
  return read_failure(in);
}

ClearedFailure read_cleared(const Row& row) {
  Columns in(row, 1);
  return {read_failure(in), in.time(), in.text()};
}

}  // namespace

Status put_failure(Database& db, const model::Failure& f) {
  return db.execute(
      "INSERT INTO failures (server, device, job, failure_type, package, first_at, last_at, count, message, ticket, "
      "location, again) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
      "ON CONFLICT (server, device, job, failure_type) DO UPDATE SET package = excluded.package, first_at = "
      "excluded.first_at, "
      "last_at = excluded.last_at, count = excluded.count, message = excluded.message, ticket = excluded.ticket, "
      "location = excluded.location, again = excluded.again",
      {f.server, f.device, f.job, f.failure_type, f.package, as_value(f.first_at), as_value(f.last_at),
       as_value(f.count), f.message, f.ticket, f.location, std::int64_t{f.again}});
}

Status clear_failure(Database& db, const ClearedFailure& cleared) {
  const model::Failure& f = cleared.failure;
  const Status removed =
      db.execute("DELETE FROM failures WHERE server = $1 AND device = $2 AND job = $3 AND failure_type = $4",
                 {f.server, f.device, f.job, f.failure_type});
  if (!removed || db.changed() == 0) return removed;
  return db.execute(
      "INSERT INTO cleared_failures (server, device, job, failure_type, package, first_at, last_at, count, message, "
      "ticket, "
      "location, again, cleared_at, evidence) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
      {f.server, f.device, f.job, f.failure_type, f.package, as_value(f.first_at), as_value(f.last_at),
       as_value(f.count), f.message, f.ticket, f.location, std::int64_t{f.again}, as_value(cleared.cleared_at),
       cleared.evidence});
}

Result<std::vector<model::Failure>> all_failures(Database& db) {
  static const std::string kSql = "SELECT " + kColumns + " FROM failures ORDER BY number";
  return select_all<model::Failure>(db, kSql, {}, read_open);
}

Result<Page<model::Failure>> list_failures(Database& db, const FailureFilter& filter, const PageRequest& page) {
  static const std::string kSql = "SELECT " + kColumns + " FROM failures" + kFilters;
  return select_page<model::Failure>(db, kSql, page, failure_values(filter), read_open);
}

Result<Page<ClearedFailure>> list_cleared_failures(Database& db, const FailureFilter& filter, const PageRequest& page) {
  static const std::string kSql = "SELECT " + kColumns + ", cleared_at, evidence FROM cleared_failures" + kFilters;
  return select_page<ClearedFailure>(db, kSql, page, failure_values(filter), read_cleared);
}

Result<std::vector<model::FailedAgain>> failed_again(Database& db, const std::string& ticket) {
  auto runs = select_all<model::FailedAgain>(
      db,
      "SELECT server, job, again, count(*) FROM failures WHERE ticket = $1 AND again > 0 GROUP BY server, job, again "
      "ORDER BY max(last_at) DESC, server, job LIMIT $2",
      {ticket, as_value(std::uint64_t{kMostRuns})}, [](const Row& row) {
        Columns in(row);
        return model::FailedAgain{in.text(), in.text(), in.small(), in.number()};
      });
  if (runs) {
    if (auto sized = add_sizes(db, *runs); !sized) return tl::unexpected<base::Error>(sized.error());
  }
  return runs;
}

Status add_sizes(Database& db, std::vector<model::FailedAgain>& runs) {
  for (auto& run : runs) {
    const auto size = find_run_size(db, run.job, run.server, run.run);
    if (!size) return tl::unexpected<base::Error>(size.error());
    if (!*size) continue;
    run.devices = (*size)->devices;
    run.running = (*size)->running;
  }
  return {};
}

Result<std::uint64_t> count_failures(Database& db) {
  return select_count(db, "SELECT count(*) FROM failures");
}

Result<bool> is_open(Database& db, const std::string& server, const std::string& device, const std::string& job) {
  const auto found = select_number(db, "SELECT count(*) FROM failures WHERE server = $1 AND device = $2 AND job = $3",
                                   {server, device, job});
  if (!found) return tl::unexpected<base::Error>(found.error());
  return *found > 0;
}

}  // namespace redrive::central
