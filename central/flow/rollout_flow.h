// Journeys 2 and 3 at fleet size (R7): one approval for the plans of many servers, or a new job, run in waves.
#pragma once

#include "central/flow/flow_context.h"
#include "central/flow/requests.h"
#include "central/store/jobs.h"

namespace redrive::central {

// In the transaction that starts the job: its shares, stored as "waiting", go out in waves. Returns the rollout's id.
base::Result<std::string> start_rollout(FlowContext& flow, const Actor& actor, const JobRow& job,
                                        const std::vector<model::JobOrder>& orders, const RolloutPolicy& policy);

// The share's wave has come (distribution_flow.cc). Does nothing to one that is not waiting.
base::Status send_waiting(FlowContext& flow, const std::string& job, const std::string& server);

// Has every rollout that is under way take its next step: called by the sweep whenever flow.rollouts_due has come. What
// happened to their members stands in the store; a step begins what is to begin and commits with it.
base::Status advance_rollouts(FlowContext& flow);

}  // namespace redrive::central
