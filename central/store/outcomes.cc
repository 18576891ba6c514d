#include "central/store/jobs.h"
#include "central/store/select.h"

namespace redrive::central {
namespace {

using base::Result;
using model::DeviceOutcome;

Result<DeviceOutcome> read_outcome(const Row& row) {
  Columns in(row);
  DeviceOutcome out;
  out.device = in.text();
  out.run = in.small();
  out.at = in.time();
  const auto state = model::parse_device_state(in.view());
  if (!state) return base::fail(base::ErrorCode::kCorrupt, "outcome of " + out.device + ": " + state.error().message);
  out.state = *state;
  for (auto* text : {&out.failure_type, &out.message, &out.package}) *text = in.text();
  return out;
}

}  // namespace

Result<bool> put_outcome(Database& db, const std::string& job, const std::string& server, const DeviceOutcome& o) {
  auto done = db.execute(
      "INSERT INTO outcomes (job, server, device, run, at, state, failure_type, message, package) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
      "ON CONFLICT (job, server, device) DO UPDATE SET run = excluded.run, at = excluded.at, state = excluded.state, "
      "failure_type = excluded.failure_type, message = excluded.message, package = excluded.package "
      "WHERE (excluded.run, excluded.at) > (outcomes.run, outcomes.at) "
      "OR ((excluded.run, excluded.at) = (outcomes.run, outcomes.at) AND excluded.state <> outcomes.state)",
      {job, server, o.device, std::int64_t{o.run}, as_value(o.at), as_value(to_string(o.state)), o.failure_type,
       o.message, o.package});
  if (!done) return tl::unexpected<base::Error>(std::move(done.error()));
  return db.changed() > 0;
}

Result<std::vector<DeviceOutcome>> outcomes(Database& db, const std::string& job, const std::string& server) {
  return select_all<DeviceOutcome>(db,
                                   "SELECT device, run, at, state, failure_type, message, package FROM outcomes "
                                   "WHERE job = $1 AND server = $2 ORDER BY device",
                                   {job, server}, read_outcome);
}

Result<std::optional<DeviceOutcome>> find_outcome(Database& db, const std::string& job, const std::string& server,
                                                  const std::string& device) {
  return select_one<DeviceOutcome>(db,
                                   "SELECT device, run, at, state, failure_type, message, package FROM outcomes "
                                   "WHERE job = $1 AND server = $2 AND device = $3",
                                   {job, server, device}, read_outcome);
}

Result<OutcomeCounts> count_outcomes(Database& db, const std::string& job, const std::string& server) {
  OutcomeCounts counts;
  const auto add = [&counts](const Row& row) {
    const auto n = static_cast<std::uint64_t>(row.integer(1));
    const auto state = row.text(0);
    (state == "succeeded" ? counts.succeeded : state == "failed" ? counts.failed : counts.other) += n;
  };
  const Value parameters[] = {job, server};
  auto done =
      db.query("SELECT state, count(*) FROM outcomes WHERE job = $1 AND server = $2 GROUP BY state", parameters, add);
  if (!done) return tl::unexpected<base::Error>(std::move(done.error()));
  return counts;
}

}  // namespace redrive::central
