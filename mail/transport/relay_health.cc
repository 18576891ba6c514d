#include "mail/transport/relay_health.h"

#include <algorithm>

namespace redrive::mail {

base::Micros RelayHealth::Relay::rest() const {
  const int doublings = std::clamp(failures - 1, 0, 16);
  return std::min(kLongestRest, kFirstRest * (1 << doublings));
}

std::vector<std::size_t> RelayHealth::order(base::SteadyTime now) {
  std::lock_guard lock(mutex_);
  std::vector<std::size_t> working, resting;
  for (std::size_t i = 0; i < relays_.size(); ++i) {
    Relay& relay = relays_[i];
    const bool rests = relay.failures > 0 && now < relay.rests_until;
    (rests ? resting : working).push_back(i);
    if (relay.failures > 0 && !rests) relay.rests_until = now + relay.rest();  // this caller tries it for all
  }
  working.insert(working.end(), resting.begin(), resting.end());
  return working;
}

void RelayHealth::worked(std::size_t relay) {
  std::lock_guard lock(mutex_);
  relays_.at(relay) = {};
}

void RelayHealth::failed(std::size_t relay, base::SteadyTime now) {
  std::lock_guard lock(mutex_);
  Relay& one = relays_.at(relay);
  ++one.failures;
  one.rests_until = now + one.rest();
}

}  // namespace redrive::mail
