// What a run leaves behind: its outcomes in the job log, and their reports in the spool for central.
#pragma once

#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

#include "agent/app/context.h"
#include "agent/joblog/job_log.h"

namespace redrive::agent {

// What is known of a run beyond its job log, as long as the process lives.
struct RunProgress {
  bool untouched = false;                       // opened by this process, and no device was worked on yet
  std::uint32_t run = 0;                        // whose reports these are:
  std::vector<model::DeviceOutcome> unspooled;  // journalled, perhaps not in the spool
};

// record() is safe from any thread; `progress` is the recorder's while it lives.
class RunRecorder {
 public:
  RunRecorder(AgentContext& agent, JobLog& log, RunProgress& progress)
      : agent_(agent), log_(log), progress_(progress) {}

  // Journalled before it is reported: what central hears is in the job log for good. What was journalled and could not
  // be reported is kept for report_rest().
  base::Status record(std::span<const model::DeviceOutcome> outcomes);
  base::Status record(const model::DeviceOutcome& outcome) { return record(std::span(&outcome, 1)); }

  base::Status report_rest();  // what is still unspooled; not while record() runs

 private:
  base::Status report(std::span<const model::DeviceOutcome> outcomes);

  AgentContext& agent_;
  JobLog& log_;
  RunProgress& progress_;
  std::mutex mutex_;  // guards progress_.unspooled
};

}  // namespace redrive::agent
