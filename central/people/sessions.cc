#include "central/people/sessions.h"

namespace redrive::central {

void Sessions::begin(const std::string& digest, const std::string& user, base::SteadyTime end, base::SteadyTime now) {
  std::erase_if(by_digest_, [&](const auto& entry) { return entry.second.end <= now; });
  const auto of_user = [&](const auto& entry) { return entry.second.user == user; };
  if (static_cast<std::size_t>(std::ranges::count_if(by_digest_, of_user)) >= kMostOfOne) drop_first_to_end(user);
  if (by_digest_.size() >= kMost) drop_first_to_end("");
  by_digest_[digest] = {user, end};
}

std::optional<Sessions::Session> Sessions::find(const std::string& digest, base::SteadyTime now) const {
  const auto found = by_digest_.find(digest);
  if (found == by_digest_.end() || found->second.end <= now) return std::nullopt;
  return found->second;
}

bool Sessions::end(const std::string& digest) {
  return by_digest_.erase(digest) > 0;
}

std::size_t Sessions::end_all_of(const std::string& user) {
  return std::erase_if(by_digest_, [&](const auto& entry) { return entry.second.user == user; });
}

void Sessions::drop_first_to_end(const std::string& user) {
  auto first = by_digest_.end();
  for (auto it = by_digest_.begin(); it != by_digest_.end(); ++it) {
    if (!user.empty() && it->second.user != user) continue;
    if (first == by_digest_.end() || it->second.end < first->second.end) first = it;
  }
  if (first != by_digest_.end()) by_digest_.erase(first);
}

}  // namespace redrive::central
