#include "central/core/sightings.h"

namespace redrive::central {

void Sightings::heard(const std::string& agent, const std::string& key, base::SteadyTime now, base::UtcTime at) {
  Seen& seen = seen_[agent];
  const bool fetched = seen.fetched && seen.key == key;
  seen = {key, now, at, true, fetched};
}

void Sightings::fetched(const std::string& agent) {
  if (const auto seen = seen_.find(agent); seen != seen_.end()) seen->second.fetched = true;
}

void Sightings::awake(base::Micros every, base::SteadyTime now) {
  const auto before = std::exchange(awake_, now);
  if (!before || now - *before <= 2 * every) return;
  anew_ = true;
  for (auto& [agent, seen] : seen_) seen.since = now;
}

Sightings::Roll Sightings::call(const std::vector<std::pair<std::string, std::string>>& accepted,
                                base::SteadyTime now) {
  Roll roll{{}, std::exchange(anew_, false)};
  std::map<std::string, Seen, std::less<>> kept;
  for (const auto& [agent, key] : accepted) {
    const auto known = seen_.find(agent);
    Seen seen = known != seen_.end() && known->second.key == key ? known->second : Seen{key, now, {}, false, false};
    roll.agents.push_back({agent, key, now - seen.since, seen.heard, seen.fetched, seen.at});
    seen.heard = seen.fetched = false;
    kept.insert_or_assign(agent, std::move(seen));
  }
  seen_ = std::move(kept);
  return roll;
}

}  // namespace redrive::central
