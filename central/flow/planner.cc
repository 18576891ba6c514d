#include "central/flow/planner.h"

#include <algorithm>

#include "central/flow/plan_flow.h"

namespace redrive::central {

base::Micros Planner::work_off() {
  const auto next = parts_.next({});
  if (!next) return kTroubleRest;
  if (!next->wanted) return kLookEvery;
  const PlansWanted& wanted = *next->wanted;
  const base::Micros early = wanted.next_at - parts_.clock.utc();
  // Nothing is put off for longer: the clock was set back since.
  if (early > base::Micros{0} && early <= kAskAgain.longest) return std::min(early, kLookEvery);
  PlansAnswered answer{wanted, {}, {}};
  RedistributionSelection selection;
  selection.ticket = wanted.ticket;
  auto planned = parts_.plan({wanted.by, "redrive"}, selection);
  if (planned) {
    answer.planned = std::move(*planned);
  } else {
    answer.error = planned.error();
  }
  return parts_.report(std::move(answer)) ? base::Micros{0} : kTroubleRest;
}

}  // namespace redrive::central
