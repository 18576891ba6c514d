#include "agent/app/planning.h"

#include "agent/core/summary.h"
#include "agent/joblog/job_log.h"

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

PlanContext plan_context(const PlanningPlace& place, base::Micros lifetime) {
  return {place.server, place.clock.utc(), lifetime,
          [&packages = place.packages](const model::PackageRef& package) { return packages.has(package.digest); }};
}

base::Result<model::Plan> plan_job(const PlanningPlace& place, const std::string& job, base::Micros lifetime) {
  auto name = identify_job(place.state_dir, job);
  if (!name) return tl::unexpected<base::Error>(name.error());
  auto record = read_job(place.state_dir, *name);
  if (!record) return tl::unexpected<base::Error>(record.error());
  auto plan = make_plan(*record, plan_context(place, lifetime));
  if (!plan) return plan;
  RunOrder order{plan->job, plan->run, {}, local_packages(place.packages, plan->packages), plan->parameters};
  for (const auto& device : plan->devices) order.devices.push_back(device.device);
  if (record->order) order.addresses = record->order->addresses;
  // The manager looks at files; those not here yet are named by the plan as missing and fetched before the run.
  std::erase_if(order.packages, [](const LocalPackage& package) { return !std::filesystem::exists(package.path); });
  plan->preflight = place.manager.preflight(order);
  return plan;
}

std::vector<LocalPackage> local_packages(const sys::ContentStore& packages,
                                         const std::vector<model::PackageRef>& wanted) {
  std::vector<LocalPackage> out;
  for (const auto& package : wanted) out.push_back({package.name, packages.path_of(package.digest), package.digest});
  return out;
}

}  // namespace redrive::agent
