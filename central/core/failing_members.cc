#include "central/core/failing_members.h"

#include <algorithm>

namespace redrive::central {

void FailingMembers::move(Members::iterator member, base::UtcTime newest) {
  if (member->second.newest == newest) return;
  order_.erase({member->second.newest, member->first});
  member->second.newest = newest;
  order_.emplace(newest, member->first);
}

void FailingMembers::put(const std::string& member, const Record* record, base::UtcTime at) {
  const auto [place, fresh] = members_.try_emplace(member);
  if (fresh) order_.emplace(place->second.newest, member);
  place->second.records[record] = at;
  move(place, std::max(place->second.newest, at));
}

void FailingMembers::remove(const std::string& member, const Record* record) {
  const auto place = members_.find(member);
  if (place == members_.end() || place->second.records.erase(record) == 0) return;
  base::UtcTime newest{};
  for (const auto& [one, at] : place->second.records) newest = std::max(newest, at);
  move(place, newest);
  if (!place->second.records.empty()) return;
  order_.erase({newest, member});
  members_.erase(place);
}

std::size_t FailingMembers::failed_since(base::UtcTime since, std::size_t enough) const {
  std::size_t count = 0;
  for (auto at = order_.rbegin(); at != order_.rend() && at->first > since && count < enough; ++at) ++count;
  return count;
}

bool FailingMembers::others_failed_since(base::UtcTime since, std::string_view member) const {
  for (auto at = order_.rbegin(); at != order_.rend() && at->first > since; ++at) {
    if (at->second != member) return true;
  }
  return false;
}

}  // namespace redrive::central
