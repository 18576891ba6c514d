#include "central/core/recovery_table.h"

#include <algorithm>

#include "central/core/tracking.h"

namespace redrive::central {

void RecoveryTable::proven(const std::string& cause, base::UtcTime at, bool episode) {
  const auto [place, fresh] = proofs_.try_emplace(cause);
  Proof& proof = place->second;
  if (!fresh) order_.erase({proof.last, cause});
  proof.last = fresh ? at : std::max(proof.last, at);
  order_.emplace(proof.last, cause);
  if (!episode) return;
  if (proof.episodes.size() == kMostEpisodes) proof.episodes.erase(proof.episodes.begin());
  proof.episodes.push_back(at);
}

bool RecoveryTable::proven_after(std::string_view cause, base::UtcTime at) const {
  const auto place = proofs_.find(cause);
  return place != proofs_.end() && place->second.last >= at;
}

std::size_t RecoveryTable::episodes_since(std::string_view cause, base::UtcTime since) const {
  const auto place = proofs_.find(cause);
  if (place == proofs_.end()) return 0;
  const auto& episodes = place->second.episodes;
  return static_cast<std::size_t>(
      std::count_if(episodes.begin(), episodes.end(), [&](base::UtcTime at) { return at > since; }));
}

std::vector<std::string> RecoveryTable::forget_before(base::UtcTime time) {
  std::vector<std::string> causes;
  while (!order_.empty() && order_.begin()->first < time) {
    causes.push_back(order_.begin()->second);
    proofs_.erase(causes.back());
    order_.erase(order_.begin());
  }
  return causes;
}

std::optional<Recovery> RecoveryTable::find(const std::string& cause) const {
  const auto place = proofs_.find(cause);
  if (place == proofs_.end()) return std::nullopt;
  const Counter named = named_by(cause);
  return Recovery{named.subject, named.failure_type, place->second.last, place->second.episodes};
}

void RecoveryTable::restore(Recovery recovery) {
  auto cause = cause_key(model::Scope::kDevice, recovery.subject, recovery.failure_type);
  order_.emplace(recovery.last_at, cause);
  proofs_.insert_or_assign(std::move(cause), Proof{recovery.last_at, std::move(recovery.episodes)});
}

}  // namespace redrive::central
