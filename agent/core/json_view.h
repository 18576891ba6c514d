// What `redrive-agent … --json` prints beside what shared/view writes for every program.
#pragma once

#include <string>
#include <vector>

#include "agent/core/job_record.h"
#include "agent/core/summary.h"
#include "shared/wire/messages.h"

namespace redrive::agent {

// What the job log holds of a job, for central and for view::dump_json. Where the order cannot be read, only its job
// and server are set, and `damage` says why.
wire::DumpReply dump_of(JobRecord record, const std::string& server);

// One document, no line break at its end.
std::string jobs_json(const std::vector<JobSummary>& jobs);

}  // namespace redrive::agent
