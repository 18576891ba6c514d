#include "central/store/rollouts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "central/store/select.h"

namespace redrive::central {
namespace {

using base::Result;
using base::Status;

const std::string kSelect =
    "SELECT number, id, what, job, state, canary, wave, wave_percent, pace, stop_percent, deadline, hours, zone, "
    "created_at, created_by, decided_by, digest, why, begun_at, wave_ended, excused FROM rollouts ";

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

RolloutRow read_rollout(const Row& row) {
  Columns in(row);
  RolloutRow out;
  out.number = in.integer();
  for (auto* text : {&out.id, &out.what, &out.job, &out.state}) *text = in.text();
  RolloutPolicy& policy = out.policy;
  for (auto* number : {&policy.canary, &policy.wave, &policy.wave_percent}) *number = in.small();
  policy.pace = base::Micros{in.integer()};
  policy.stop_percent = in.small();
  policy.deadline = in.maybe_time();
  policy.hours = lines_of(in.view());
  policy.zone = in.text();
  out.created_at = in.time();
  for (auto* text : {&out.created_by, &out.decided_by, &out.digest, &out.why}) *text = in.text();
  out.begun_at = in.maybe_time();
  out.wave_ended = in.maybe_time();
  out.excused = in.number();
  return out;
}

RolloutMember read_member(const Row& row) {
  Columns in(row);
  RolloutMember out;
  for (auto* text : {&out.server, &out.job, &out.redistribution}) *text = in.text();
  out.wave = in.small();
  out.devices = in.number();
  for (auto* text : {&out.plan_digest, &out.state, &out.why}) *text = in.text();
  out.succeeded = in.number();
  out.failed = in.number();
  return out;
}

}  // namespace

Status put_rollout(Database& db, RolloutRow& row) {
  const RolloutPolicy& policy = row.policy;
  const auto number = select_number(
      db,
      "INSERT INTO rollouts (id, what, job, state, canary, wave, wave_percent, pace, stop_percent, deadline, hours, "
      "zone, created_at, created_by, decided_by, digest, why, wave_ended, excused, begun_at) VALUES ($1, $2, $3, $4, "
      "$5, $6, $7, "
      "$8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20) ON CONFLICT (id) DO UPDATE SET state = "
      "excluded.state, "
      "decided_by = excluded.decided_by, why = excluded.why, begun_at = excluded.begun_at, wave_ended = "
      "excluded.wave_ended, excused = "
      "excluded.excused RETURNING number",
      {row.id,
       row.what,
       row.job,
       row.state,
       std::int64_t{policy.canary},
       std::int64_t{policy.wave},
       std::int64_t{policy.wave_percent},
       std::int64_t{policy.pace.count()},
       std::int64_t{policy.stop_percent},
       as_value(policy.deadline),
       fmt::format("{}", fmt::join(policy.hours, "\n")),
       policy.zone,
       as_value(row.created_at),
       row.created_by,
       row.decided_by,
       row.digest,
       row.why,
       as_value(row.wave_ended),
       as_value(row.excused),
       as_value(row.begun_at)});
  if (!number) return tl::unexpected<base::Error>(number.error());
  row.number = *number;
  return {};
}

Status add_members(Database& db, const std::string& rollout, const std::vector<RolloutMember>& members) {
  for (std::size_t i = 0; i < members.size(); ++i) {
    const RolloutMember& member = members[i];
    auto added = db.execute(
        "INSERT INTO rollout_members (rollout, position, server, job, redistribution, wave, devices, plan_digest) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        {rollout, as_value(std::uint64_t{i}), member.server, member.job, member.redistribution,
         std::int64_t{member.wave}, as_value(member.devices), member.plan_digest});
    if (!added) return added;
  }
  return {};
}

Result<std::optional<RolloutRow>> find_rollout_of_job(Database& db, const std::string& job) {
  static const std::string kSql = kSelect + "WHERE job = $1 AND job <> '' LIMIT 1";
  return select_one<RolloutRow>(db, kSql, {job}, read_rollout);
}

Result<std::optional<RolloutRow>> find_rollout(Database& db, const std::string& id) {
  static const std::string kSql = kSelect + "WHERE id = $1";
  return select_one<RolloutRow>(db, kSql, {id}, read_rollout);
}

Result<std::vector<RolloutMember>> rollout_members(Database& db, const std::string& rollout) {
  return select_all<RolloutMember>(
      db,
      "SELECT m.server, m.job, m.redistribution, m.wave, m.devices, m.plan_digest, coalesce(r.state, s.state, ''), "
      "coalesce(r.why, s.why, ''), coalesce(r.succeeded, s.succeeded, 0), coalesce(r.failed, s.failed, 0) "
      "FROM rollout_members m LEFT JOIN redistributions r ON r.id = m.redistribution "
      "LEFT JOIN job_servers s ON m.redistribution = '' AND s.job = m.job AND s.server = m.server "
      "WHERE m.rollout = $1 ORDER BY m.wave, m.position",
      {rollout}, read_member);
}

Result<std::vector<RolloutRow>> active_rollouts(Database& db) {
  static const std::string kSql = kSelect + "WHERE state IN ('running', 'paused', 'cancelling') ORDER BY number";
  return select_all<RolloutRow>(db, kSql, {}, read_rollout);
}

Status expire_rollouts(Database& db, base::UtcTime oldest) {
  return db.execute("UPDATE rollouts SET state = 'expired' WHERE state = 'planned' AND created_at < $1",
                    {as_value(oldest)});
}

Result<Page<RolloutRow>> list_rollouts(Database& db, const std::string& state, const PageRequest& page) {
  static const std::string kSql =
      kSelect + "WHERE number < $1 AND ($3 = '' OR state = $3) ORDER BY number DESC LIMIT $2";
  return select_page<RolloutRow>(db, kSql, page, {state}, read_rollout);
}

}  // namespace redrive::central
