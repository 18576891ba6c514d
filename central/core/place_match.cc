#include "central/core/place_match.h"

namespace redrive::central {

std::optional<TextMatch> RecentMatches::find(const std::string& key) {
  const std::lock_guard lock(mutex_);
  if (const auto at = young_.find(key); at != young_.end()) return at->second;
  const auto at = old_.find(key);
  if (at == old_.end()) return std::nullopt;
  const TextMatch match = at->second;
  put(key, match);
  return match;
}

void RecentMatches::keep(std::string key, const TextMatch& match) {
  const std::lock_guard lock(mutex_);
  put(std::move(key), match);
}

void RecentMatches::put(std::string key, const TextMatch& match) {
  if (young_.size() >= kMost) {
    old_ = std::move(young_);
    young_.clear();
  }
  young_.insert_or_assign(std::move(key), match);
}

}  // namespace redrive::central
