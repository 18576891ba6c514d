#include "agent/app/package_clean_up.h"

#include "agent/joblog/job_log.h"
#include "shared/log/log.h"

namespace redrive::agent {
namespace {

// Between a look at whether a package is here and its use by a run that is only just being journalled.
constexpr base::Micros kLately = std::chrono::hours(1);

}  // namespace

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
  const std::uint64_t bytes = limits.packages_bytes == 0 ? ~std::uint64_t{0} : limits.packages_bytes;
  auto trimmed = packages.trim({std::move(*needed), now - limits.packages_keep, now - kLately, bytes});
  if (!trimmed) return tl::unexpected<base::Error>(trimmed.error());
  if (trimmed->removed > 0) {
    log::info("packages", fmt::format("{} packages of {} bytes were removed, {} bytes are left", trimmed->removed,
                                      trimmed->removed_bytes, trimmed->kept_bytes));
  }
  auto partials = packages.clean_partials(now - limits.packages_keep);
  if (!partials) return tl::unexpected<base::Error>(partials.error());
  if (*partials > 0) log::info("packages", fmt::format("{} unfinished or damaged packages were removed", *partials));
  return {};
}

}  // namespace redrive::agent
