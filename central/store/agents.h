// What outlives central about the agents it has met. Their keys stand in a file of their own
// (intake/agent_directory.h).
#pragma once

#include <string>
#include <vector>

#include "central/store/database.h"
#include "shared/base/time.h"

namespace redrive::central {

// One agent that was connected at least once.
struct AgentRow {
  std::string agent, key;        // the key it was connected with last
  base::UtcTime heard_at{};      // when it was last known to be there; not every sign of life is written down
  std::uint64_t silences = 0;    // alerts made of its silence so far: the last one's number
  bool silent = false;           // the last one stands: it was not heard since
  bool excused = false;          // an outage covered it since that alert
  base::Micros alerted_after{};  // how long the silence was at that alert; each process counts it anew, not stored
};

base::Status put_agent(Database& db, const AgentRow& row);  // inserts or replaces by the agent
base::Result<std::vector<AgentRow>> all_agents(Database& db);

}  // namespace redrive::central
