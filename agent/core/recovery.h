// What is left to do for a job whose run was interrupted by the end of the agent. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/core/job_record.h"

namespace redrive::agent {

struct RecoveryPlan {
  std::string job;
  std::uint32_t run = 1;
  std::string plan_digest;                     // empty for run 1
  bool cancelled = false;                      // then `pending` is to be journalled as kCancelled instead of being run
  std::vector<model::DeviceOutcome> reported;  // ends of this run already journalled: put into the spool again, since
                                               // the agent may have ended in between; central recognises the repeat
  std::vector<std::string>
      unknown;  // start journalled but no end: ask DistributionManager::inquire, journal its answer
  std::vector<std::string> pending;  // never started in this run: go on with them
};

// Nothing when no run is in progress. With an unreadable place in the log nothing is pending: a lost record may have
// been a start, so every device without an end is unknown and a device is never done twice under one approval.
// Read the record after JobLog::open, which cuts a torn tail off.
std::optional<RecoveryPlan> resume(const JobRecord& record);

// How many steps of each pending device are proven already and not repeated, as the approved plan says; empty = of
// none.
std::vector<std::uint32_t> steps_done(const JobRecord& record, const RecoveryPlan& left);

// The devices of a run, in order; empty when the order (run 1) or the run is not known.
std::vector<std::string> devices_of(const JobRecord& record, std::uint32_t run);

}  // namespace redrive::agent
