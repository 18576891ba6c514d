// What the sub-commands show to people at a terminal. Pure.
#pragma once

#include <string>
#include <vector>

#include "agent/core/job_record.h"
#include "agent/core/summary.h"
#include "shared/model/plan.h"

namespace redrive::agent {

std::string jobs_table(const std::vector<JobSummary>& jobs);
std::string dump_text(const JobRecord& record);
std::string plan_text(const model::Plan& plan);

// "[#####.....] 5 of 10, 1 failed"
std::string progress_line(const RunTally& ends, std::size_t devices);

}  // namespace redrive::agent
