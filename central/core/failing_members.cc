#include "central/core/failing_members.h"

#include <algorithm>

namespace redrive::central {

void FailingMembers::forget(base::UtcTime newest) {
  newest_.erase(std::lower_bound(newest_.begin(), newest_.end(), newest));
}

void FailingMembers::move(Member& member, base::UtcTime newest) {
  if (member.newest == newest) return;
  forget(member.newest);
  member.newest = newest;
  newest_.insert(std::upper_bound(newest_.begin(), newest_.end(), newest), newest);
}

void FailingMembers::put(std::string_view member, const Record* record, base::UtcTime at) {
  const auto [place, fresh] = entry_of(members_, member);
  Member& found = place->second;
  if (fresh) newest_.insert(std::upper_bound(newest_.begin(), newest_.end(), found.newest), found.newest);
  found.records[record] = at;
  move(found, std::max(found.newest, at));
}

void FailingMembers::remove(std::string_view member, const Record* record) {
  const auto place = members_.find(member);
  if (place == members_.end() || place->second.records.erase(record) == 0) return;
  base::UtcTime newest{};
  for (const auto& [one, at] : place->second.records) newest = std::max(newest, at);
  move(place->second, newest);
  if (!place->second.records.empty()) return;
  forget(newest);
  members_.erase(place);
}

std::size_t FailingMembers::failed_since(base::UtcTime since, std::size_t enough) const {
  const auto first = std::upper_bound(newest_.begin(), newest_.end(), since);
  return std::min(static_cast<std::size_t>(newest_.end() - first), enough);
}

bool FailingMembers::others_failed_since(base::UtcTime since, std::string_view member) const {
  const auto at = members_.find(member);
  const std::size_t self = at != members_.end() && at->second.newest > since ? 1 : 0;
  return failed_since(since, self + 1) > self;
}

}  // namespace redrive::central
