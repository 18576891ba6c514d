// Work whose reports stay out comes to an end all the same: what no agent tells, central says in its stead, until the
// agent tells after all.
#pragma once

#include <vector>

#include "central/core/sightings.h"
#include "central/flow/flow_context.h"
#include "central/store/jobs.h"

namespace redrive::central {

// An outcome that central put where none was reported. It has no time, so that any report replaces it.
inline bool stands_in(const model::DeviceOutcome& outcome) {
  return outcome.at == base::UtcTime{};
}

// Ends what is overdue and appends an alert for each device that nobody reported on, at most a batch at a time: the
// rest with the next roll call. Inside the caller's transaction.
base::Status end_overdue(FlowContext& flow, const Sightings::Roll& roll, std::vector<model::Alert>& alerts);

// How the devices of the order stand. What an agent reports of others is none of this share's.
base::Status count_ends(FlowContext& flow, JobServerRow& row);

}  // namespace redrive::central
