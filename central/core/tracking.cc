#include "central/core/tracking.h"

#include <algorithm>

namespace redrive::central {
namespace {

constexpr std::size_t kLeastKept = 16;
constexpr base::Micros kLate = std::chrono::hours(24);
constexpr model::Scope kScopes[] = {model::Scope::kDevice, model::Scope::kServer, model::Scope::kSite,
                                    model::Scope::kPackage, model::Scope::kFleet};

}  // namespace

void Tracking::insert(Number& counter, const Occurrence& occurrence) {
  auto& recent = counter.recent;
  recent.insert(std::upper_bound(recent.begin(), recent.end(), occurrence.at), occurrence.at);
  const std::size_t kept = std::max<std::size_t>(std::size_t{occurrence.limit} + 1, kLeastKept);
  const base::UtcTime oldest = recent.back() - std::max(2 * occurrence.window, kLate);
  auto first = std::lower_bound(recent.begin(), recent.end(), oldest);
  if (static_cast<std::size_t>(recent.end() - first) > kept) first = recent.end() - static_cast<std::ptrdiff_t>(kept);
  recent.erase(recent.begin(), first);
}

std::size_t Tracking::count_around(const Number& counter, const Occurrence& occurrence) {
  const auto& recent = counter.recent;
  const auto end = std::lower_bound(recent.begin(), recent.end(), occurrence.at + occurrence.window);
  if (end == recent.begin()) return 0;
  const auto begin = std::upper_bound(recent.begin(), end, *std::prev(end) - occurrence.window);
  return static_cast<std::size_t>(end - begin);
}

Tracking::Number& Tracking::count(std::string_view cause, base::UtcTime at) {
  const auto [place, fresh] = entry_of(numbers_, cause);
  Number& counter = place->second;
  counter.last_at = fresh ? at : std::max(counter.last_at, at);
  ++counter.total;
  return counter;
}

std::size_t Tracking::raise(std::string_view cause, const Occurrence& occurrence) {
  Number& counter = count(cause, occurrence.at);
  insert(counter, occurrence);
  return count_around(counter, occurrence);
}

Tally::Count Tracking::raise_member(std::string_view cause, std::string_view member, const Occurrence& occurrence,
                                    std::size_t weight) {
  Number& counter = count(cause, occurrence.at);
  if (!counter.members) counter.members = std::make_unique<Tally>();
  return counter.members->raise(member, occurrence.at, occurrence.window, occurrence.limit, weight);
}

std::optional<base::UtcTime> Tracking::newest(std::string_view cause, std::size_t n) const {
  const auto at = numbers_.find(cause);
  if (at == numbers_.end() || at->second.recent.size() < n) return std::nullopt;
  return at->second.recent[at->second.recent.size() - n];
}

const Tally* Tracking::members(std::string_view cause) const {
  const auto at = numbers_.find(cause);
  return at == numbers_.end() ? nullptr : at->second.members.get();
}

std::optional<Counter> Tracking::find(std::string_view cause) const {
  const auto at = numbers_.find(cause);
  if (at == numbers_.end()) return std::nullopt;
  const Number& number = at->second;
  Counter counter = named_by(cause);
  counter.total = number.total;
  counter.last_at = number.last_at;
  counter.recent = number.recent;
  if (number.members) number.members->list(counter.recent, counter.members);
  return counter;
}

bool Tracking::drop(std::string_view cause) {
  const auto at = numbers_.find(cause);
  if (at == numbers_.end()) return false;
  numbers_.erase(at);
  return true;
}

bool Tracking::drop_member(std::string_view cause, std::string_view member) {
  const auto at = numbers_.find(cause);
  if (at == numbers_.end() || !at->second.members || !at->second.members->drop(member)) return false;
  if (at->second.members->empty()) numbers_.erase(at);
  return true;
}

void Tracking::restore(Counter counter) {
  Number number{counter.total, counter.last_at, {}, nullptr};
  if (counter.members.empty()) {
    number.recent = std::move(counter.recent);
  } else {
    number.members = std::make_unique<Tally>();
    for (std::size_t i = 0; i < counter.members.size(); ++i) {
      number.members->restore(counter.members[i], counter.recent[i]);
    }
  }
  numbers_.insert_or_assign(cause_key(counter), std::move(number));
}

std::string cause_key(const Counter& counter) {
  const auto scope = std::find_if(std::begin(kScopes), std::end(kScopes),
                                  [&](model::Scope one) { return model::to_string(one) == counter.scope; });
  return cause_key(scope == std::end(kScopes) ? model::Scope::kDevice : *scope, counter.subject, counter.failure_type);
}

Counter named_by(std::string_view cause) {
  const auto split = cause.find('\x1f');
  Counter counter;
  counter.scope = model::to_string(kScopes[cause[0] - '0']);
  counter.subject = cause.substr(1, split - 1);
  counter.failure_type = cause.substr(split + 1);
  return counter;
}

}  // namespace redrive::central
