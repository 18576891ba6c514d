// What `redrive-agent … --json` prints (DESIGN.md, "What an agent prints"): one document, no line break at its end.
// Text that is not UTF-8 has its bad bytes replaced.
#pragma once

#include <string>
#include <vector>

#include "agent/core/job_record.h"
#include "agent/core/summary.h"
#include "shared/model/plan.h"

namespace redrive::agent {

// Every ordered device has an outcome, those never started {"state": "pending", "failure_type": null, "at": null}.
// Where the order cannot be read, what comes from it is null or empty and "damage" says why.
std::string dump_json(const JobRecord& record, const std::string& server);

// Contract keys and "server", "run", "packages", "missing_packages", "parameters", "preflight".
std::string plan_json(const model::Plan& plan);

std::string jobs_json(const std::vector<JobSummary>& jobs);

}  // namespace redrive::agent
