// Asks the agents for plans when a ticket was said to be mended, on a thread of its own: agents may take half a minute
// or not be there. What is wanted stands in the store; the plans wait for approval, nothing runs by itself (T5).
#pragma once

#include <functional>

#include "central/flow/redistribution_flow.h"
#include "central/flow/rounds.h"
#include "shared/base/time.h"

namespace redrive::central {

// What the planner works with; all outlive it. The functions are called by its thread alone.
struct PlannerParts {
  std::function<base::Result<NextPlans::Reply>(NextPlans)> next;
  std::function<base::Result<std::vector<PlannedRedistribution>>(const Actor&, const RedistributionSelection&)> plan;
  std::function<base::Status(PlansAnswered)> report;
  const base::Clock& clock;
};

class Planner {
 public:
  static constexpr base::Micros kLookEvery{30'000'000};   // longest rest: wall clocks jump
  static constexpr base::Micros kTroubleRest{1'000'000};  // after the deciding thread did not answer

  explicit Planner(PlannerParts parts) : parts_(std::move(parts)), rounds_([this] { return work_off(); }) {}

  void start() { rounds_.start(); }
  void wake() { rounds_.wake(); }  // from any thread: plans may be wanted
  void stop() { rounds_.stop(); }  // the round under way is finished first; end the agents' calls before

  // One round: what is due. Returns how long to rest. What the thread does; for tests.
  base::Micros work_off();

 private:
  PlannerParts parts_;
  Rounds rounds_;  // last: it ends before what it works with
};

}  // namespace redrive::central
