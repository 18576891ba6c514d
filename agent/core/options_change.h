// What a reload of agent.toml would change. Pure.
#pragma once

#include <string>
#include <vector>

#include "shared/config/agent_options.h"

namespace redrive::agent {

struct OptionsChange {
  std::vector<std::string> settings;  // keys that differ and take effect: "[limits] bandwidth"
  std::vector<std::string> restart;   // keys that differ and need a restart: "[agent] name"
};

OptionsChange change_of(const config::AgentOptions& now, const config::AgentOptions& next);

// `next`, with what can change by a restart alone as it is `now`: what is said to be in force must be.
config::AgentOptions in_force(const config::AgentOptions& now, config::AgentOptions next);

// One line for the log: "changed: [limits] bandwidth; needs a restart: [agent] name".
std::string describe(const OptionsChange& change);

}  // namespace redrive::agent
