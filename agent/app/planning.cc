#include "agent/app/planning.h"

#include <algorithm>
#include <iterator>

#include "agent/core/causes.h"
#include "agent/core/summary.h"
#include "agent/joblog/job_log.h"
#include "shared/text/columns.h"

namespace redrive::agent {

base::Result<std::string> identify_job(const std::filesystem::path& state_dir, const std::string& job) {
  if (!job.empty()) return job;
  auto jobs = list_jobs(state_dir);
  if (!jobs) return tl::unexpected<base::Error>(jobs.error());
  JobSummary newest;
  for (const auto& name : *jobs) {
    auto record = read_job(state_dir, name);
    if (!record) continue;
    const JobSummary summary = summarise(*record);
    const bool undone = summary.succeeded < summary.devices;
    if (undone && (newest.job.empty() || summary.received_at > newest.received_at)) newest = summary;
  }
  if (newest.job.empty()) return base::fail(base::ErrorCode::kNotFound, "no job in the job log has devices left to do");
  return newest.job;
}

PlanContext plan_context(const PlanningPlace& place, base::Micros lifetime, model::PlanWishes wishes) {
  return {place.server, place.clock.utc(), lifetime,
          [&packages = place.packages](const model::PackageRef& package) { return packages.has(package.digest); },
          std::move(wishes)};
}

namespace {

// Those not here yet are named by the plan as missing and fetched before the run: there has to be room for them.
void check_room(const PlanningPlace& place, model::Plan& plan) {
  std::uint64_t bytes = 0;
  for (const model::PackageRef& package : plan.packages) {
    const auto& missing = plan.missing_packages;
    if (std::find(missing.begin(), missing.end(), package.name) != missing.end()) bytes += package.size;
  }
  std::error_code error;
  const auto space = std::filesystem::space(place.state_dir, error);
  if (bytes == 0 || error) return;
  model::PreflightCheck check{"space on " + place.server, space.available >= bytes, "", ""};
  check.detail = fmt::format("{} to fetch from central, {} free in {}", text::size_words(bytes),
                             text::size_words(space.available), place.state_dir.string());
  if (!check.good) check.todo = "free space on this server";
  plan.preflight.push_back(std::move(check));
}

// Causes first, then what stands in the way, then what is good.
void look_at_devices(const PlanningPlace& place, const JobRecord& record, model::Plan& plan) {
  RunOrder order{plan.job, plan.run, by_cause_in_turn(record, plan), local_packages(place.packages, plan.packages),
                 plan.parameters};
  order.addresses = record.order->addresses;
  std::erase_if(order.packages, [](const LocalPackage& package) { return !std::filesystem::exists(package.path); });
  auto looked = place.manager.preflight(order);
  // Whole packages were told of already.
  std::erase_if(looked, [](const auto& check) { return check.good && check.what.starts_with("package "); });
  auto& checks = plan.preflight;
  const auto about = causes(record, plan, looked);
  checks.insert(checks.begin(), about.begin(), about.end());
  std::move(looked.begin(), looked.end(), std::back_inserter(checks));
  std::stable_partition(checks.begin() + static_cast<std::ptrdiff_t>(about.size()), checks.end(),
                        [](const model::PreflightCheck& check) { return !check.good; });
}

}  // namespace

base::Result<model::Plan> plan_job(const PlanningPlace& place, const std::string& job, base::Micros lifetime,
                                   model::PlanWishes wishes) {
  auto checked = model::checked_wishes(std::move(wishes));
  if (!checked) return tl::unexpected<base::Error>(checked.error());
  auto name = identify_job(place.state_dir, job);
  if (!name) return tl::unexpected<base::Error>(name.error());
  auto record = read_job(place.state_dir, *name);
  if (!record) return tl::unexpected<base::Error>(record.error());
  PackageChecks fresh;
  std::vector<model::PreflightCheck> packages;
  if (record->order) {
    packages =
        (place.checks != nullptr ? *place.checks : fresh).check(place.packages, record->order->packages, place.clock);
  }
  auto plan = place.make(*record, plan_context(place, lifetime, *std::move(checked)));
  if (!plan) return plan;
  plan->preflight = std::move(packages);
  check_room(place, *plan);
  look_at_devices(place, *record, *plan);
  return plan;
}

std::vector<LocalPackage> local_packages(const sys::ContentStore& packages,
                                         const std::vector<model::PackageRef>& wanted) {
  std::vector<LocalPackage> out;
  for (const auto& package : wanted) out.push_back({package.name, packages.path_of(package.digest), package.digest});
  return out;
}

}  // namespace redrive::agent
