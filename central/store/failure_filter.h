// The condition of a FailureFilter in SQL, for every statement over failure records.
#pragma once

#include <string>
#include <vector>

#include "central/store/failures.h"

namespace redrive::central {

// An AND of what `filter` may ask, with its parameters from $first on.
std::string failure_condition(int first);
std::vector<Value> failure_values(const FailureFilter& filter);

}  // namespace redrive::central
