// What is to be done again, and what the agents answered.
#pragma once

#include <string>
#include <vector>

#include "shared/model/plan.h"

namespace redrive::central {

// One device of a job at its server; without a device, what is left to do of the job there.
struct ChosenDevice {
  std::string server, job, device;
};
inline constexpr std::size_t kMostChosen = 10'000;

// What is to be done again: one job on one server, what was chosen one by one, what a ticket covers, what failed with a
// type or a package, or all that failed.
struct RedistributionSelection {
  std::string server, job;  // both or neither
  std::string ticket;
  bool all_failed = false;
  std::string failure_type{}, package{};
  std::vector<ChosenDevice> chosen{};
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
