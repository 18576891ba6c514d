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

void Tally::keep(Members::iterator member, base::UtcTime at) {
  auto& times = member->second.at;
  if (!times.empty()) order_.erase({times.back(), member->first});
  times.insert(std::upper_bound(times.begin(), times.end(), at), at);
  if (times.size() > kMostTimes) times.erase(times.begin());
  order_.emplace(times.back(), member->first);
}

void Tally::erase(Members::iterator member) {
  unclassify(member->second);
  order_.erase({member->second.at.back(), member->first});
  members_.erase(member);
}

Tally::Count Tally::raise(std::string_view member, base::UtcTime at, base::Micros window, std::uint32_t limit,
                          std::size_t weight) {
  if (window != window_ || limit != limit_) {
    repeated_ = solid_ = 0;
    for (auto& [name, times] : members_) classify(times, window, limit);
    window_ = window, limit_ = limit;
  }
  const base::UtcTime newest = order_.empty() ? at : std::max(order_.rbegin()->first, at);
  if (at <= newest - window) return {};
  const auto [place, fresh] = members_.try_emplace(std::string(member));
  if (!fresh) unclassify(place->second);
  for (std::size_t i = 0; i < std::min(weight, kMostTimes); ++i) keep(place, at);
  classify(place->second, window, limit);
  while (order_.begin()->first <= newest - window) erase(members_.find(std::string(order_.begin()->second)));
  return {members_.size(), repeated_, solid_};
}

bool Tally::drop(std::string_view member) {
  const auto at = members_.find(std::string(member));
  if (at == members_.end()) return false;
  erase(at);
  return true;
}

std::size_t Tally::failed_since(base::UtcTime since) const {
  std::size_t count = 0;
  for (auto at = order_.rbegin(); at != order_.rend() && at->first > since; ++at) ++count;
  return count;
}

void Tally::each(const std::function<void(std::string_view)>& visit) const {
  for (const auto& [at, member] : order_) visit(member);
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
  keep(members_.try_emplace(std::string(member)).first, at);
  window_ = {};  // counted anew by the next raise
}

}  // namespace redrive::central
