#include "central/store/packages_needed.h"

#include "central/store/select.h"
#include "shared/wire/codec.h"

namespace redrive::central {
namespace {

using Packages = std::vector<model::PackageRef>;

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
  SELECT 1, id, plan_bytes FROM redistributions WHERE state IN ('planned', 'scheduled', 'approved', 'running'))";

base::Result<Packages> packages_of(const Row& row) {
  Columns in(row);
  const bool redistribution = in.flag();
  const std::string id = in.text();
  const auto corrupt = [&](const base::Error& error) {
    return base::fail(base::ErrorCode::kCorrupt, "what packages " + id + " needs is not known: " + error.message);
  };
  if (redistribution) {
    auto plan = wire::decode_plan(in.view());
    if (!plan) return corrupt(plan.error());
    return std::move(plan->packages);
  }
  auto order = wire::decode_order(in.view());
  if (!order) return corrupt(order.error());
  return std::move(order->packages);
}

}  // namespace

base::Result<std::set<std::string>> packages_needed(Database& db) {
  auto found = select_all<Packages>(db, kSql, {}, packages_of);
  if (!found) return tl::unexpected<base::Error>(found.error());
  std::set<std::string> needed;
  for (const auto& packages : *found) {
    for (const auto& package : packages) needed.insert(package.digest);
  }
  return needed;
}

}  // namespace redrive::central
