// The redistribution tool's work, once it is asked (R8): a request and a job log in, a plan out.
#pragma once

#include <string>
#include <string_view>

#include "agent/core/planner.h"
#include "shared/base/result.h"

namespace redrive::agent {

// The plan in the wire codec's form, unframed. `log` is the job log's descriptor; nothing is opened. kInvalid: the
// request cannot be read or is of another schema; kNotFound: nothing to redistribute; kCorrupt: the log does not hold
// the order.
base::Result<std::string> answer_request(std::string_view request, int log, const PlanMaker& make);

}  // namespace redrive::agent
