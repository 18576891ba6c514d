// agent.toml while it is being read.
#pragma once

#include "shared/config/agent_options.h"
#include "shared/config/item_table.h"

namespace redrive::config {

struct AgentDraft {
  AgentOptions options;
  std::filesystem::path central_key_file;
};

// Every key of agent.toml.
ItemTable<AgentDraft> agent_table();

}  // namespace redrive::config
