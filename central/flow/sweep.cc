#include "central/flow/sweep.h"

#include "central/core/triage.h"
#include "central/flow/load_state.h"
#include "central/flow/rollout_flow.h"
#include "central/flow/store_changes.h"

namespace redrive::central {
namespace {

// An alert may arrive this late (core/case.h) and still fall into an outage that is over.
constexpr base::Micros kOutageMemory = std::chrono::hours(24 * 7);

}  // namespace

// An outage's end needs no act: alerts from after it are judged as any, with what the device's counters saw inside.
base::Status sweep(FlowContext& flow) {
  if (auto followed = follow_options(flow); !followed) return followed;
  const base::UtcTime now = flow.clock.utc();
  flow.triage.outages.forget_before(now - kOutageMemory);
  StoreChanges store(flow);
  Changes changes = decide_due(flow.triage, now);
  if (auto stored = store.add(changes); !stored) return stored;
  if (auto finished = store.finish(); !finished) return finished;
  return flow.rollouts_due && *flow.rollouts_due <= now ? as_store_error(advance_rollouts(flow)) : base::Status{};
}

std::optional<base::UtcTime> next_sweep(const FlowContext& flow) {
  const auto due = next_due(flow.triage);
  if (!due || !flow.rollouts_due) return due ? due : flow.rollouts_due;
  return std::min(*due, *flow.rollouts_due);
}

}  // namespace redrive::central
