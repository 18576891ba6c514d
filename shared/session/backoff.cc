#include "shared/session/backoff.h"

namespace redrive::session {

base::Micros backoff_wait(const BackoffPolicy& policy, std::uint32_t attempt, base::Random& random) {
  base::Micros wait = std::min(policy.first, policy.longest);
  for (std::uint32_t i = 1; i < attempt && wait < policy.longest; ++i) {
    wait = wait > policy.longest / 2 ? policy.longest : wait * 2;
  }
  const auto spread = static_cast<std::uint64_t>(std::max<std::int64_t>(wait.count() / 4, 0));
  wait -= base::Micros{static_cast<std::int64_t>(random.below(spread + 1))};
  return std::max(wait, base::Micros{1000});
}

}  // namespace redrive::session
