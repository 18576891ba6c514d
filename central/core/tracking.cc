#include "central/core/tracking.h"

#include <algorithm>

namespace redrive::central {
namespace {

constexpr std::size_t kLeastKept = 16;
constexpr model::Scope kScopes[] = {model::Scope::kDevice, model::Scope::kServer, model::Scope::kSite,
                                    model::Scope::kPackage, model::Scope::kFleet};

}  // namespace

void Tracking::erase_at(Number& counter, std::size_t index) {
  const auto offset = static_cast<std::ptrdiff_t>(index);
  counter.recent.erase(counter.recent.begin() + offset);
  if (!counter.members.empty()) counter.members.erase(counter.members.begin() + offset);
}

void Tracking::insert(Number& counter, const Occurrence& occurrence) {
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

void Tracking::trim(Number& counter, const Occurrence& occurrence) {
  const std::size_t kept = std::max<std::size_t>(std::size_t{occurrence.limit} + 1, kLeastKept);
  const base::UtcTime oldest = counter.recent.back() - 2 * occurrence.window;
  while (counter.recent.size() > kept || counter.recent.front() < oldest) erase_at(counter, 0);
}

std::size_t Tracking::count_around(const Number& counter, const Occurrence& occurrence) {
  const auto& recent = counter.recent;
  const auto end = std::lower_bound(recent.begin(), recent.end(), occurrence.at + occurrence.window);
  if (end == recent.begin()) return 0;
  const auto begin = std::upper_bound(recent.begin(), end, *std::prev(end) - occurrence.window);
  return static_cast<std::size_t>(end - begin);
}

std::size_t Tracking::raise(model::Scope scope, std::string_view subject, std::string_view type,
                            const Occurrence& occurrence) {
  const auto [at, fresh] = numbers_.try_emplace(cause_key(scope, subject, type));
  Number& counter = at->second;
  if (fresh) counter.last_at = occurrence.at;
  ++counter.total;
  counter.last_at = std::max(counter.last_at, occurrence.at);
  insert(counter, occurrence);
  trim(counter, occurrence);
  return count_around(counter, occurrence);
}

std::optional<Counter> Tracking::find(const std::string& cause) const {
  const auto at = numbers_.find(cause);
  if (at == numbers_.end()) return std::nullopt;
  Counter counter = named_by(cause);
  counter.total = at->second.total;
  counter.recent = at->second.recent;
  counter.members = at->second.members;
  counter.last_at = at->second.last_at;
  return counter;
}

bool Tracking::drop(const std::string& cause) {
  return numbers_.erase(cause) > 0;
}

bool Tracking::drop_member(const std::string& cause, std::string_view member) {
  const auto at = numbers_.find(cause);
  if (at == numbers_.end()) return false;
  Number& counter = at->second;
  const auto known = std::find(counter.members.begin(), counter.members.end(), member);
  if (known == counter.members.end()) return false;
  erase_at(counter, static_cast<std::size_t>(known - counter.members.begin()));
  if (counter.members.empty()) numbers_.erase(at);
  return true;
}

void Tracking::restore(Counter counter) {
  numbers_.insert_or_assign(cause_key(counter), Number{counter.total, counter.last_at, std::move(counter.recent),
                                                       std::move(counter.members)});
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
