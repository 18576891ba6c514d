#include "central/store/jobs.h"
#include "central/store/select.h"
#include "shared/wire/codec.h"

namespace redrive::central {
namespace {

using base::Result;

const std::string kSelect =
    "SELECT number, id, job, server, state, ticket, created_at, created_by, decided_by, why, succeeded, failed, "
    "plan_bytes "
    "FROM redistributions ";

Result<RedistributionRow> read_redistribution(const Row& row) {
  Columns in(row);
  RedistributionRow r;
  r.number = in.integer();
  for (auto* text : {&r.id, &r.job, &r.server, &r.state, &r.ticket}) *text = in.text();
  r.created_at = in.time();
  for (auto* text : {&r.created_by, &r.decided_by, &r.why}) *text = in.text();
  r.succeeded = in.number();
  r.failed = in.number();
  auto plan = wire::decode_plan(in.view());
  if (!plan)
    return base::fail(base::ErrorCode::kCorrupt, "plan of redistribution " + r.id + ": " + plan.error().message);
  r.plan = std::move(*plan);
  return r;
}

}  // namespace

base::Status put_redistribution(Database& db, RedistributionRow& r) {
  const auto number = select_number(
      db,
      "INSERT INTO redistributions (id, job, server, state, ticket, digest, created_at, created_by, decided_by, why, "
      "succeeded, "
      "failed, plan_bytes, run, devices) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) "
      "ON CONFLICT (id) DO UPDATE SET job = excluded.job, server = excluded.server, state = excluded.state, "
      "ticket = excluded.ticket, digest = excluded.digest, created_at = excluded.created_at, created_by = "
      "excluded.created_by, "
      "decided_by = excluded.decided_by, why = excluded.why, succeeded = excluded.succeeded, failed = excluded.failed, "
      "plan_bytes = excluded.plan_bytes, run = excluded.run, devices = excluded.devices RETURNING number",
      {r.id, r.job, r.server, r.state, r.ticket, r.plan.digest, as_value(r.created_at), r.created_by, r.decided_by,
       r.why, as_value(r.succeeded), as_value(r.failed), wire::encode_plan(r.plan), std::int64_t{r.plan.run},
       as_value(std::uint64_t{r.plan.devices.size()})});
  if (!number) return tl::unexpected<base::Error>(number.error());
  r.number = *number;
  return {};
}

Result<std::optional<RedistributionRow>> find_redistribution(Database& db, const std::string& id) {
  static const std::string kSql = kSelect + "WHERE id = $1";
  return select_one<RedistributionRow>(db, kSql, {id}, read_redistribution);
}

Result<std::optional<RedistributionRow>> find_redistribution_by_digest(Database& db, const std::string& server,
                                                                       const std::string& job,
                                                                       const std::string& digest) {
  static const std::string kSql =
      kSelect +
      "WHERE digest = $3 AND server = $1 AND job = $2 AND state NOT IN ('refused', 'expired', 'rejected') "
      "ORDER BY number DESC LIMIT 1";
  return select_one<RedistributionRow>(db, kSql, {server, job, digest}, read_redistribution);
}

Result<std::optional<RedistributionRow>> find_newest_redistribution(Database& db, const std::string& server,
                                                                    const std::string& job, const std::string& digest) {
  static const std::string kSql =
      kSelect + "WHERE digest = $3 AND server = $1 AND job = $2 ORDER BY number DESC LIMIT 1";
  return select_one<RedistributionRow>(db, kSql, {server, job, digest}, read_redistribution);
}

Result<std::vector<RedistributionRow>> running_redistributions(Database& db, const std::string& job) {
  static const std::string kSql =
      kSelect + "WHERE state IN ('scheduled', 'approved', 'running') AND job = $1 ORDER BY number";
  return select_all<RedistributionRow>(db, kSql, {job}, read_redistribution);
}

base::Status expire_plans(Database& db, base::UtcTime oldest, const RedistributionRow& newer) {
  return db.execute(
      "UPDATE redistributions SET state = 'expired' WHERE state = 'planned' AND id <> $1 AND "
      "(created_at < $2 OR (server = $3 AND job = $4))",
      {newer.id, as_value(oldest), newer.server, newer.job});
}

Result<Page<RedistributionRow>> list_redistributions(Database& db, const std::string& state, const PageRequest& page) {
  static const std::string kSql =
      kSelect + "WHERE number < $1 AND ($3 = '' OR state = $3) ORDER BY number DESC LIMIT $2";
  return select_page<RedistributionRow>(db, kSql, page, {state}, read_redistribution);
}

Result<std::optional<RunSize>> find_run_size(Database& db, const std::string& job, const std::string& server,
                                             std::uint32_t run) {
  return select_one<RunSize>(db,
                             "SELECT devices, state IN ('approved', 'running') FROM redistributions WHERE job = $1 AND "
                             "server = $2 AND run = $3 AND state IN ('approved', 'running', 'finished', 'no_report') "
                             "ORDER BY number DESC LIMIT 1",
                             {job, server, std::int64_t{run}}, [](const Row& row) {
                               Columns in(row);
                               return RunSize{in.number(), in.flag()};
                             });
}

Result<std::uint64_t> count_running_redistributions(Database& db) {
  return select_count(db, "SELECT count(*) FROM redistributions WHERE state IN ('approved', 'running')");
}

}  // namespace redrive::central
