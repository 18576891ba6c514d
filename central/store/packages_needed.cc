#include "central/store/packages_needed.h"

#include "central/store/select.h"
#include "shared/model/tool.h"
#include "shared/wire/codec.h"

namespace redrive::central {
namespace {

// One statement, so that what moves on meanwhile (a share ends, its alerts become records) is not missed between two.
// All shares of a job have the same packages: the smallest order tells them.
constexpr std::string_view kSql = R"(
  WITH wanted (job) AS (
    SELECT job FROM job_servers WHERE state IN ('waiting', 'queued', 'accepted')
    UNION SELECT job FROM failures
    UNION SELECT job FROM inbox WHERE number > (SELECT decided FROM inbox_state)
    UNION SELECT job FROM job_servers
      WHERE succeeded < devices AND server IN (SELECT server FROM failures WHERE job = ''))
  SELECT 0, job, (SELECT order_bytes FROM job_servers s WHERE s.job = wanted.job ORDER BY s.devices, s.server LIMIT 1)
    FROM wanted WHERE job IN (SELECT job FROM job_servers)
  UNION ALL
  SELECT 1, id, plan_bytes FROM redistributions WHERE state IN ('planned', 'scheduled', 'approved', 'running')
  UNION ALL
  SELECT 2, version, digest FROM tools)";

enum class Needing : std::int64_t { kJob = 0, kRedistribution = 1, kTool = 2 };

using Digests = std::vector<std::string>;

Digests digests_of(const std::vector<model::PackageRef>& packages) {
  Digests digests;
  for (const auto& package : packages) digests.push_back(package.digest);
  return digests;
}

// The agent makes the plan again when it is to run, with the same tool.
Digests digests_of(const model::Plan& plan) {
  Digests digests = digests_of(plan.packages);
  if (const auto tool = model::parse_tool_manifest(plan.wishes.tool)) digests.push_back(tool->digest);
  return digests;
}

base::Result<Digests> needed_by(const Row& row) {
  Columns in(row);
  const auto kind = static_cast<Needing>(in.integer());
  const std::string id = in.text();
  const auto corrupt = [&](const base::Error& error) {
    return base::fail(base::ErrorCode::kCorrupt, "what packages " + id + " needs is not known: " + error.message);
  };
  if (kind == Needing::kTool) return Digests{in.text()};
  if (kind == Needing::kRedistribution) {
    auto plan = wire::decode_plan(in.view());
    if (!plan) return corrupt(plan.error());
    return digests_of(*plan);
  }
  auto order = wire::decode_order(in.view());
  if (!order) return corrupt(order.error());
  return digests_of(order->packages);
}

}  // namespace

base::Result<std::set<std::string>> packages_needed(Database& db) {
  auto found = select_all<Digests>(db, kSql, {}, needed_by);
  if (!found) return tl::unexpected<base::Error>(found.error());
  std::set<std::string> needed;
  for (auto& digests : *found) needed.insert(digests.begin(), digests.end());
  return needed;
}

}  // namespace redrive::central
