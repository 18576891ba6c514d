// What failed again in redistributions, of the records of one ticket.
#pragma once

#include <vector>

#include "central/core/failure_table.h"
#include "shared/model/failure.h"

namespace redrive::central {

// One for each run, the one that failed last first. How many devices a run was for is not known here.
std::vector<model::FailedAgain> failed_again(const RecordSet& records);

}  // namespace redrive::central
