// What a plan changes of the original order, shown like a diff.
#pragma once

#include <string>
#include <vector>

#include "agent/core/job_record.h"

namespace redrive::agent {

// Lines that begin with "- " (the order has it, the plan not), "+ " (the plan has it, the order not) or "  ". Devices
// are named up to kNamed for each reason they are not done again for, the others counted.
std::vector<std::string> diff_of(const JobRecord& record, const model::Plan& plan);

inline constexpr std::size_t kNamed = 20;

}  // namespace redrive::agent
