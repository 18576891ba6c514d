// How sure the agent is of each part of a plan: what the job log holds, what was taken instead of what it lost (R2).
#pragma once

#include <string>
#include <vector>

#include "agent/core/job_record.h"

namespace redrive::agent {

// "order" (parameters and commands), "list" (distribution list), "packages", "outcomes", in this order. kMissing:
// nothing of it can be read.
std::vector<model::PlanPart> parts_of(const JobRecord& record);

model::Completeness worst_of(const std::vector<model::PlanPart>& parts);

// "order missing: its record cannot be read"; those that are verbatim left out.
std::string parts_in_words(const std::vector<model::PlanPart>& parts);

}  // namespace redrive::agent
