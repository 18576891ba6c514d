// A run of a job on this server: the distribution itself, or an approved redistribution (journeys 2 and 3, the agent's
// part).
#pragma once

#include <stop_token>

#include "agent/app/context.h"
#include "agent/app/run_recorder.h"
#include "agent/joblog/job_log.h"

namespace redrive::agent {

// Carries the job's open run to its end and reports it; blocks for as long as that takes. Zero when it has ended, when
// there was nothing to do, or when the agent is stopping; else how long the job's hours make it wait. An error (the job
// log or the spool cannot be written) leaves the run open. In both cases call again later with the same `progress`:
// nothing is done twice.
base::Result<base::Micros> carry_run(AgentContext& agent, JobLog& log, RunProgress& progress, std::stop_token stop);

}  // namespace redrive::agent
