// The job logs of one simulated agent: the records a real one keeps in files (agent/joblog), kept in memory. They
// outlive the agent's simulated restarts.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/core/job_record.h"

namespace redrive::simulated {

class MemoryJobLogs {
 public:
  void append(const std::string& job, agent::LogRecord record) { logs_[job].push_back(std::move(record)); }
  std::optional<agent::JobRecord> read(const std::string& job) const;  // nothing = no log of that job
  std::vector<std::string> jobs() const;

 private:
  std::map<std::string, std::vector<agent::LogRecord>> logs_;
};

}  // namespace redrive::simulated
