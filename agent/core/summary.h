// One line about a job, for `redrive-agent jobs`.
#pragma once

#include <cstdint>
#include <string>

#include "agent/core/job_record.h"

namespace redrive::agent {

struct JobSummary {
  std::string job, name;
  base::UtcTime received_at{};
  std::string state;      // "running", "finished", "cancelled" before its order came, "unreadable"
  std::uint32_t run = 1;  // newest run
  std::uint64_t devices = 0, succeeded = 0, failed = 0, cancelled = 0;  // newest outcomes; the rest is not done yet
  bool damaged = false;
};

JobSummary summarise(const JobRecord& record);

}  // namespace redrive::agent
