// Rollouts (R7): which servers go in which wave, and what is next. Pure: all that is looked at comes as values, so that
// a central that was started again goes on where the other ended.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "central/store/rollouts.h"
#include "shared/base/result.h"
#include "shared/model/working_hours.h"

namespace redrive::central {

// kInvalid names the value that is out of bounds and what was expected.
base::Status check_policy(const RolloutPolicy& policy, base::UtcTime now);

// Gives each member its wave, from 1, in the order they come: the canary, then the others.
void set_waves(const RolloutPolicy& policy, std::vector<RolloutMember>& members);

// Over the policy and each member with its plan: what was shown is what is approved. The same plans under the same
// policy have the same digest.
std::string rollout_digest(const RolloutRow& rollout, const std::vector<RolloutMember>& members);

bool has_begun(const RolloutMember& member);
bool has_ended(const RolloutMember& member);

// How many devices stand how.
struct RolloutCounts {
  std::uint64_t servers = 0, begun = 0, ended = 0;  // servers
  std::uint64_t devices = 0, devices_begun = 0, succeeded = 0;
  std::uint64_t failed = 0;  // or left undone by servers that ended
};
RolloutCounts count(const std::vector<RolloutMember>& members);

// When it will have ended if it goes on as it went until now, waits included. Nothing before a device has ended, and
// when nothing is left.
std::optional<base::UtcTime> ends_about(const RolloutRow& rollout, const RolloutCounts& counts, base::UtcTime now);

struct RolloutStep {
  std::vector<std::size_t> begin;           // the members whose turn it is, by their place
  std::string state, why;                   // of the rollout from now on
  std::optional<base::UtcTime> wave_ended;  // as RolloutRow has it from now on
  std::optional<base::UtcTime> look_again;  // when there may be more to do though nothing happens
};
// `hours`: those of the policy, read. For a rollout that is running, paused or cancelling.
RolloutStep next_step(const RolloutRow& rollout, const std::vector<RolloutMember>& members,
                      const model::WorkingHours& hours, base::UtcTime now);

}  // namespace redrive::central
