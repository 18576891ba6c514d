#include "central/flow/planner.h"

#include <algorithm>

#include "central/flow/plan_flow.h"

namespace redrive::central {

void Planner::start() {
  thread_ = std::thread([this] { run(); });
}

void Planner::wake() {
  {
    std::lock_guard lock(mutex_);
    woken_ = true;
  }
  changed_.notify_all();
}

void Planner::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Planner::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    woken_ = false;  // a wake that comes from here on leads to another round
    lock.unlock();
    const base::Micros rest = work_off();
    lock.lock();
    changed_.wait_for(lock, rest, [this] { return woken_ || stopping_; });
  }
}

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
