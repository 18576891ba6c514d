#include "central/core/outage_list.h"

#include <algorithm>

#include "shared/base/names.h"

namespace redrive::central {
namespace {

using model::Outage;
using model::Period;

// What recurs is worked out for so long at a time.
using Stretch = std::chrono::duration<std::int64_t, std::ratio<32L * 86400>>;
constexpr int kMostChained = 1000;  // occurrences followed from one to the next
constexpr base::Micros kYear = std::chrono::hours(24 * 366);

bool names(std::string_view pattern, std::string_view name) {
  return !pattern.empty() && !name.empty() && base::glob_match(pattern, name);
}

}  // namespace

void OutageList::add(Outage outage) {
  const std::string id = outage.id;
  auto worked = outage.times ? std::make_unique<Worked>() : nullptr;
  if (const auto known = outages_.find(id); known != outages_.end()) unindex(known->second);
  index(outages_.insert_or_assign(id, Entry{std::move(outage), std::move(worked)}).first->second);
}

bool OutageList::remove(const std::string& id) {
  const auto known = outages_.find(id);
  if (known == outages_.end()) return false;
  unindex(known->second);
  outages_.erase(known);
  return true;
}

void OutageList::forget_before(base::UtcTime time) {
  std::erase_if(outages_, [&](const auto& entry) {
    const bool over = entry.second.outage.end < time;
    if (over) unindex(entry.second);
    return over;
  });
}

namespace {

bool has_glob(const Outage& outage) {
  return base::is_glob(outage.server) || base::is_glob(outage.device) || base::is_glob(outage.site);
}

}  // namespace

std::vector<const OutageList::Entry*>& OutageList::place_of(const Outage& outage) {
  if (has_glob(outage)) return globs_;
  if (!outage.server.empty()) return servers_[outage.server];
  return outage.device.empty() ? sites_[outage.site] : devices_[outage.device];
}

void OutageList::index(const Entry& entry) {
  place_of(entry.outage).push_back(&entry);
}

void OutageList::unindex(const Entry& entry) {
  std::erase(place_of(entry.outage), &entry);
}

// ---- one entry

std::optional<Period> OutageList::lasting(const Entry& entry, base::UtcTime at) {
  const Outage& outage = entry.outage;
  if (at < outage.start || outage.end <= at) return std::nullopt;
  if (!entry.worked) return Period{outage.start, outage.end};
  Worked& worked = *entry.worked;
  const std::lock_guard lock(worked.mutex);
  if (const auto begin = std::chrono::floor<Stretch>(at); begin != worked.begin) {
    worked.periods = outage.times->within(begin, begin + Stretch(1));
    worked.begin = begin;
  }
  const auto after = std::upper_bound(worked.periods.begin(), worked.periods.end(), at,
                                      [](base::UtcTime time, const Period& period) { return time < period.start; });
  if (after == worked.periods.begin() || std::prev(after)->end <= at) return std::nullopt;
  return *std::prev(after);
}

std::optional<base::UtcTime> OutageList::next_end(const Entry& entry, base::UtcTime time) {
  if (!entry.worked) return entry.outage.end > time ? std::optional(entry.outage.end) : std::nullopt;
  Worked& worked = *entry.worked;
  const std::lock_guard lock(worked.mutex);
  if (time < worked.ends_asked || worked.ends_next <= time) {
    const auto next = next_period(entry.outage, time);
    worked.ends_asked = time;
    worked.ends_next = next ? next->end : base::UtcTime::max();
  }
  return worked.ends_next == base::UtcTime::max() ? std::nullopt : std::optional(worked.ends_next);
}

// ---- the list

const OutageList::Entry* OutageList::find(std::string_view server, std::string_view device, std::string_view site,
                                          base::UtcTime at) const {
  if (outages_.empty()) return nullptr;
  for (const auto& [named, name] : {std::pair(&servers_, server), {&devices_, device}, {&sites_, site}}) {
    const auto found = name.empty() ? named->end() : named->find(name);
    if (found == named->end()) continue;
    for (const auto* entry : found->second) {
      if (lasting(*entry, at)) return entry;
    }
  }
  for (const auto* entry : globs_) {
    const Outage& outage = entry->outage;
    const bool named = names(outage.server, server) || names(outage.device, device) || names(outage.site, site);
    if (named && lasting(*entry, at)) return entry;
  }
  return nullptr;
}

const Outage* OutageList::covers(std::string_view server, std::string_view device, std::string_view site,
                                 base::UtcTime at) const {
  const Entry* entry = find(server, device, site, at);
  return entry ? &entry->outage : nullptr;
}

base::UtcTime OutageList::covered_until(std::string_view server, std::string_view device, std::string_view site,
                                        base::UtcTime at) const {
  base::UtcTime until = at;
  for (int i = 0; i < kMostChained && until - at < kYear; ++i) {
    const Entry* entry = find(server, device, site, until);
    if (!entry) break;
    until = lasting(*entry, until)->end;
  }
  return until;
}

std::optional<base::UtcTime> OutageList::next_end_after(base::UtcTime time) const {
  std::optional<base::UtcTime> first;
  for (const auto& [id, entry] : outages_) {
    const auto end = next_end(entry, time);
    if (end && (!first || *end < *first)) first = end;
  }
  return first;
}

}  // namespace redrive::central
