#include "tests/simulated_agents/memory_job_logs.h"

namespace redrive::simulated {

std::optional<agent::JobRecord> MemoryJobLogs::read(const std::string& job) const {
  const auto log = logs_.find(job);
  if (log == logs_.end()) return std::nullopt;
  agent::JobFold fold(job);
  for (const auto& record : log->second) fold.add(record);
  return fold.finish();
}

std::vector<std::string> MemoryJobLogs::jobs() const {
  std::vector<std::string> names;
  for (const auto& [name, records] : logs_) names.push_back(name);
  return names;
}

}  // namespace redrive::simulated
