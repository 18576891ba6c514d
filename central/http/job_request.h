// The JSON of POST /api/v1/jobs as a request to the flow.
#pragma once

#include "central/http/message.h"

namespace redrive::central {

// Everything about its form is checked, every problem told at once; what the names mean is the flow's business.
base::Result<StartJob> read_job(const Request& request);

}  // namespace redrive::central
