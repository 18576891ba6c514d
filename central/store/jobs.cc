#include "central/store/jobs.h"

#include "central/store/select.h"
#include "shared/wire/codec.h"

namespace redrive::central {
namespace {

using base::Result;
using base::Status;

// A job is as far as its slowest server; when all have ended, it is what became of those that did any work. Each
// question is one look into job_servers_by_state.
const std::string kState =
    "CASE WHEN NOT EXISTS (SELECT 1 FROM job_servers s WHERE s.job = jobs.id AND s.state NOT IN ('waiting', 'queued')) "
    "THEN 'queued' "
    "WHEN EXISTS (SELECT 1 FROM job_servers s WHERE s.job = jobs.id AND s.state IN ('waiting', 'queued', 'accepted')) "
    "THEN 'running' "
    "WHEN EXISTS (SELECT 1 FROM job_servers s WHERE s.job = jobs.id AND s.state = 'no_report') THEN 'no_report' "
    "WHEN EXISTS (SELECT 1 FROM job_servers s WHERE s.job = jobs.id AND s.state = 'finished') THEN 'finished' "
    "WHEN EXISTS (SELECT 1 FROM job_servers s WHERE s.job = jobs.id AND s.state = 'refused') THEN 'refused' "
    "ELSE 'cancelled' END";
const std::string kSelectJob =
    "SELECT number, id, name, created_by, created_at, idempotency_key, " + kState + " FROM jobs ";
const std::string kSelectServer =
    "SELECT job, server, state, devices, succeeded, failed, why, stopping, order_bytes FROM job_servers ";

JobRow read_job(const Row& row) {
  Columns in(row);
  return {in.integer(), in.text(), in.text(), in.text(), in.time(), in.text(), in.text()};
}

Result<JobServerRow> read_job_server(const Row& row) {
  Columns in(row);
  JobServerRow out{in.text(), in.text(), in.text(), in.number(), in.number(), in.number(), in.text(), {}, in.flag()};
  auto order = wire::decode_order(in.view());
  if (!order)
    return base::fail(base::ErrorCode::kCorrupt,
                      "order of job " + out.job + " for " + out.server + ": " + order.error().message);
  out.order = std::move(*order);
  return out;
}

}  // namespace

Status put_job(Database& db, JobRow& row) {
  const auto number =
      select_number(db,
                    "INSERT INTO jobs (id, name, created_by, created_at, idempotency_key) VALUES ($1, $2, $3, $4, $5) "
                    "ON CONFLICT (id) DO UPDATE SET name = excluded.name, created_by = excluded.created_by, created_at "
                    "= excluded.created_at, "
                    "idempotency_key = excluded.idempotency_key RETURNING number",
                    {row.id, row.name, row.created_by, as_value(row.created_at), row.idempotency_key});
  if (!number) return tl::unexpected<base::Error>(number.error());
  row.number = *number;
  return {};
}

Result<std::optional<JobRow>> find_job(Database& db, const std::string& id) {
  static const std::string kSql = kSelectJob + "WHERE id = $1";
  return select_one<JobRow>(db, kSql, {id}, read_job);
}

Result<std::optional<JobRow>> find_job_by_key(Database& db, const std::string& idempotency_key) {
  static const std::string kSql = kSelectJob + "WHERE idempotency_key = $1 AND idempotency_key <> ''";
  return select_one<JobRow>(db, kSql, {idempotency_key}, read_job);
}

Result<Page<JobRow>> list_jobs(Database& db, const JobFilter& filter, const PageRequest& page) {
  static const std::string kSql =
      kSelectJob + "WHERE number < $1 AND ($3 = '' OR " + kState +
      " = $3) AND ($4 = '' OR EXISTS (SELECT 1 FROM job_servers s WHERE s.job = jobs.id AND s.server = $4)) "
      "ORDER BY number DESC LIMIT $2";
  return select_page<JobRow>(db, kSql, page, {filter.state, filter.server}, read_job);
}

// The order is frozen when the job starts and may be megabytes: progress does not write it again.
Status put_job_server(Database& db, const JobServerRow& row) {
  const Status updated = db.execute(
      "UPDATE job_servers SET state = $3, devices = $4, succeeded = $5, failed = $6, why = $7, stopping = $8 "
      "WHERE job = $1 AND server = $2",
      {row.job, row.server, row.state, as_value(row.devices), as_value(row.succeeded), as_value(row.failed), row.why,
       std::int64_t{row.stopping}});
  if (!updated || db.changed() > 0) return updated;
  return db.execute(
      "INSERT INTO job_servers (job, server, state, devices, succeeded, failed, why, stopping, order_bytes) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {row.job, row.server, row.state, as_value(row.devices), as_value(row.succeeded), as_value(row.failed), row.why,
       std::int64_t{row.stopping}, wire::encode_order(row.order)});
}

Result<std::vector<JobServerRow>> job_servers(Database& db, const std::string& job) {
  static const std::string kSql = kSelectServer + "WHERE job = $1 ORDER BY server";
  return select_all<JobServerRow>(db, kSql, {job}, read_job_server);
}

Result<std::optional<JobServerRow>> find_job_server(Database& db, const std::string& job, const std::string& server) {
  static const std::string kSql = kSelectServer + "WHERE job = $1 AND server = $2";
  return select_one<JobServerRow>(db, kSql, {job, server}, read_job_server);
}

Result<std::vector<OpenWork>> open_work(Database& db) {
  return select_all<OpenWork>(db,
                              "SELECT server, job, '', 0 FROM job_servers WHERE state IN ('queued', 'accepted') "
                              "UNION ALL "
                              "SELECT server, job, id, 1 FROM redistributions WHERE state IN ('approved', 'running')",
                              {}, [](const Row& row) {
                                Columns in(row);
                                return OpenWork{in.text(), in.text(), in.text(), in.flag()};
                              });
}

}  // namespace redrive::central
