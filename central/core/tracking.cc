#include "central/core/tracking.h"

#include <algorithm>

namespace redrive::central {
namespace {

constexpr std::size_t kLeastKept = 16;
constexpr model::Scope kScopes[] = {model::Scope::kDevice, model::Scope::kServer, model::Scope::kSite,
                                    model::Scope::kPackage, model::Scope::kFleet};

void erase_at(Counter& counter, std::size_t index) {
  const auto offset = static_cast<std::ptrdiff_t>(index);
  counter.recent.erase(counter.recent.begin() + offset);
  if (!counter.members.empty()) counter.members.erase(counter.members.begin() + offset);
}

void insert(Counter& counter, const Tracking::Occurrence& occurrence) {
  if (!occurrence.member.empty()) {
    const auto known = std::find(counter.members.begin(), counter.members.end(), occurrence.member);
    if (known != counter.members.end()) {
      const auto index = static_cast<std::size_t>(known - counter.members.begin());
      if (counter.recent[index] >= occurrence.at) return;
      erase_at(counter, index);
    }
  }
  const auto place = std::upper_bound(counter.recent.begin(), counter.recent.end(), occurrence.at);
  const auto offset = place - counter.recent.begin();
  counter.recent.insert(place, occurrence.at);
  if (!occurrence.member.empty()) counter.members.emplace(counter.members.begin() + offset, occurrence.member);
}

void trim(Counter& counter, const Tracking::Occurrence& occurrence) {
  const std::size_t kept = std::max<std::size_t>(std::size_t{occurrence.limit} + 1, kLeastKept);
  const base::UtcTime oldest = counter.recent.back() - 2 * occurrence.window;
  while (counter.recent.size() > kept || counter.recent.front() < oldest) erase_at(counter, 0);
}

std::size_t number_around(const Counter& counter, const Tracking::Occurrence& occurrence) {
  const auto& recent = counter.recent;
  const auto end = std::lower_bound(recent.begin(), recent.end(), occurrence.at + occurrence.window);
  if (end == recent.begin()) return 0;
  const auto begin = std::upper_bound(recent.begin(), end, *std::prev(end) - occurrence.window);
  return static_cast<std::size_t>(end - begin);
}

}  // namespace

std::size_t Tracking::raise(model::Scope scope, std::string_view subject, std::string_view type,
                            const Occurrence& occurrence) {
  const auto [at, fresh] = counters_.try_emplace(cause_key(scope, subject, type));
  Counter& counter = at->second;
  if (fresh) {
    counter.scope = model::to_string(scope);
    counter.subject = subject;
    counter.failure_type = type;
    counter.last_at = occurrence.at;
  }
  ++counter.total;
  counter.last_at = std::max(counter.last_at, occurrence.at);
  insert(counter, occurrence);
  trim(counter, occurrence);
  return number_around(counter, occurrence);
}

const Counter* Tracking::find(const std::string& cause) const {
  const auto at = counters_.find(cause);
  return at == counters_.end() ? nullptr : &at->second;
}

bool Tracking::drop(const std::string& cause) {
  return counters_.erase(cause) > 0;
}

bool Tracking::drop_member(const std::string& cause, std::string_view member) {
  const auto at = counters_.find(cause);
  if (at == counters_.end()) return false;
  Counter& counter = at->second;
  const auto known = std::find(counter.members.begin(), counter.members.end(), member);
  if (known == counter.members.end()) return false;
  erase_at(counter, static_cast<std::size_t>(known - counter.members.begin()));
  if (counter.members.empty()) counters_.erase(at);
  return true;
}

void Tracking::restore(Counter counter) {
  std::string key = cause_key(counter);
  counters_.insert_or_assign(std::move(key), std::move(counter));
}

std::string cause_key(const Counter& counter) {
  const auto scope = std::find_if(std::begin(kScopes), std::end(kScopes),
                                  [&](model::Scope one) { return model::to_string(one) == counter.scope; });
  return cause_key(scope == std::end(kScopes) ? model::Scope::kDevice : *scope, counter.subject, counter.failure_type);
}

Counter named_by(const std::string& cause) {
  const auto split = cause.find('\x1f');
  Counter counter;
  counter.scope = model::to_string(kScopes[cause[0] - '0']);
  counter.subject = cause.substr(1, split - 1);
  counter.failure_type = cause.substr(split + 1);
  return counter;
}

}  // namespace redrive::central
