#include "agent/app/package_clean_up.h"

#include "agent/joblog/job_log.h"
#include "shared/log/log.h"
#include "shared/sys/content_clean_up.h"

namespace redrive::agent {

base::Result<std::set<std::string>> packages_needed(const std::filesystem::path& state_dir) {
  std::set<std::string> needed;
  auto jobs = list_jobs(state_dir);
  if (!jobs) return tl::unexpected<base::Error>(jobs.error());
  for (const auto& job : *jobs) {
    auto record = read_job(state_dir, job);
    if (!record && record.error().code == base::ErrorCode::kNotFound) continue;  // a log without any record yet
    if (!record) return tl::unexpected<base::Error>(record.error());
    if (!record->open_run() || !record->order) continue;
    for (const auto& package : record->order->packages) needed.insert(package.digest);
  }
  return needed;
}

base::Status clean_packages(const config::AgentOptions& options, sys::ContentStore& packages, base::UtcTime now) {
  auto needed = packages_needed(options.state_dir);
  if (!needed) return tl::unexpected<base::Error>(needed.error());
  const auto& limits = options.limits;
  auto cleaned = sys::clean_up(packages, {std::move(*needed), limits.packages_keep, limits.packages_bytes}, now);
  if (!cleaned) return tl::unexpected<base::Error>(cleaned.error());
  if (!cleaned->empty()) log::info("packages", *cleaned);
  return {};
}

}  // namespace redrive::agent
