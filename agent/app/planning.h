// The redistribution tool as it is called: by central, by an operator at the server, by a sub-command with the daemon
// stopped (R2, R3).
#pragma once

#include <string>

#include "agent/app/package_checks.h"
#include "agent/core/job_record.h"
#include "agent/core/planner.h"
#include "agent/manager/manager.h"
#include "shared/base/result.h"
#include "shared/sys/content_store.h"

namespace redrive::agent {

struct PlanningPlace {
  std::filesystem::path state_dir;
  std::string server;
  sys::ContentStore& packages;
  DistributionManager& manager;
  const base::Clock& clock;
  PackageChecks* checks = nullptr;  // what earlier plans have read already; null: nothing
  PlanMaker make = make_plan;       // and, where tools are run, ToolDesk::make
};

// The job of that name; with an empty name the failed job: the newest whose devices have not all succeeded.
base::Result<std::string> identify_job(const std::filesystem::path& state_dir, const std::string& job);

PlanContext plan_context(const PlanningPlace& place, base::Micros lifetime, model::PlanWishes wishes = {});

// Reads the job log and the packages, makes the plan or has the tool of the wishes make it, and looks whether the cause
// is mended (pre-flight). kInvalid when the wishes are no names or patterns.
base::Result<model::Plan> plan_job(const PlanningPlace& place, const std::string& job, base::Micros lifetime,
                                   model::PlanWishes wishes = {});

// Where a package of this digest lies, for the manager.
std::vector<LocalPackage> local_packages(const sys::ContentStore& packages,
                                         const std::vector<model::PackageRef>& wanted);

}  // namespace redrive::agent
