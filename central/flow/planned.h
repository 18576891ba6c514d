// What is to be done again, and what the agents answered.
#pragma once

#include <string>

#include "shared/model/plan.h"

namespace redrive::central {

// What is to be done again: one job on one server, what a ticket covers, what failed with a type or a package, or all
// that failed.
struct RedistributionSelection {
  std::string server, job;  // both or neither
  std::string ticket;
  bool all_failed = false;
  std::string failure_type{}, package{};
  model::PlanWishes wishes{};  // without the tool, which each agent has its own manifest of
  std::string tool{};          // version, or "own": the agents' own planner; empty: the one in use (core/tools.h)
};

struct PlannedRedistribution {
  std::string server, job;
  std::string id;  // of the recorded redistribution; empty when `error` is set
  model::Plan plan;
  std::string error;  // why this server gave no plan ("not connected", …)
};

}  // namespace redrive::central
