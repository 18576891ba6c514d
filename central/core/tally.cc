#include "central/core/tally.h"

#include <algorithm>

namespace redrive::central {

// "More than the limit" of more than is kept is all that is kept.
void Tally::classify(Times& times, base::Micros window, std::uint32_t limit) {
  const auto inside = std::upper_bound(times.at.begin(), times.at.end(), times.at.back() - window);
  times.counted = static_cast<std::size_t>(times.at.end() - inside);
  repeated_ += times.counted > 1;
  solid_ += times.counted > std::min<std::size_t>(limit, kMostTimes - 1);
}

void Tally::unclassify(Times& times) {
  repeated_ -= times.counted > 1;
  solid_ -= times.counted > std::min<std::size_t>(limit_, kMostTimes - 1);
}

// Where it stands in the order, or would: by time, and those of one time by address, which nothing else depends on.
Tally::Order::iterator Tally::place_of(Member& member) {
  return std::lower_bound(order_.begin(), order_.end(), std::pair(member.second.at.back(), &member));
}

void Tally::keep(Member& member, base::UtcTime at, std::size_t times) {
  auto& kept = member.second.at;
  const bool moves = kept.empty() || kept.back() < at;
  if (moves && !kept.empty()) order_.erase(place_of(member));
  kept.insert(std::upper_bound(kept.begin(), kept.end(), at), times, at);
  if (kept.size() > kMostTimes) kept.erase(kept.begin(), kept.end() - static_cast<std::ptrdiff_t>(kMostTimes));
  if (moves) order_.insert(place_of(member), {at, &member});
}

Tally::Count Tally::raise(std::string_view member, base::UtcTime at, base::Micros window, std::uint32_t limit,
                          std::size_t weight) {
  if (window != window_ || limit != limit_) {
    repeated_ = solid_ = 0;
    for (auto& [name, times] : members_) classify(times, window, limit);
    window_ = window, limit_ = limit;
  }
  const base::UtcTime newest = order_.empty() ? at : std::max(order_.back().first, at);
  if (at <= newest - window) return {};
  const auto [place, fresh] = entry_of(members_, member);
  if (!fresh) unclassify(place->second);
  keep(*place, at, std::min(weight, kMostTimes));
  classify(place->second, window, limit);
  forget_until(newest - window);
  return {members_.size(), repeated_, solid_};
}

void Tally::forget_until(base::UtcTime oldest) {
  const auto stays = std::find_if(order_.begin(), order_.end(), [&](const auto& one) { return one.first > oldest; });
  for (auto at = order_.begin(); at != stays; ++at) {
    unclassify(at->second->second);
    members_.erase(members_.find(at->second->first));
  }
  order_.erase(order_.begin(), stays);
}

bool Tally::drop(std::string_view member) {
  const auto at = members_.find(member);
  if (at == members_.end()) return false;
  unclassify(at->second);
  order_.erase(place_of(*at));
  members_.erase(at);
  return true;
}

std::size_t Tally::failed_since(base::UtcTime since) const {
  const auto first =
      std::partition_point(order_.begin(), order_.end(), [&](const auto& one) { return one.first <= since; });
  return static_cast<std::size_t>(order_.end() - first);
}

void Tally::list(std::vector<base::UtcTime>& times, std::vector<std::string>& members) const {
  std::vector<std::pair<base::UtcTime, std::string_view>> all;
  for (const auto& [name, kept] : members_) {
    for (const auto at : kept.at) all.emplace_back(at, name);
  }
  std::sort(all.begin(), all.end());
  for (const auto& [at, name] : all) {
    times.push_back(at);
    members.emplace_back(name);
  }
}

void Tally::restore(std::string_view member, base::UtcTime at) {
  keep(*entry_of(members_, member).first, at, 1);
  window_ = {};  // counted anew by the next raise
}

}  // namespace redrive::central
