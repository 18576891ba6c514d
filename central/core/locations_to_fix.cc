#include "central/core/locations_to_fix.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "central/core/case.h"

namespace redrive::central {
namespace {

std::string suggest(const LocationToFix& item) {
  const Place& place = item.place;
  const std::string who = item.device.empty() ? item.server : item.device;
  if (item.reported.empty()) return fmt::format("record a location for {}", who);
  const bool exact = place.matched_by == "code" || place.matched_by == "name" || place.matched_by == "alias";
  if (exact) return fmt::format("mend the location of {} in the inventory, or what its alerts say", who);
  const std::string& meant = place.code.empty() ? place.runner_up : place.code;
  if (meant.empty()) return fmt::format("add it to the table, or record a location for {}", who);
  return fmt::format("add it as an alias of {}, if that is meant", meant);
}

}  // namespace

std::vector<LocationToFix> locations_to_fix(const LocationBook& book, const std::vector<ReportedPlace>& reported) {
  std::vector<LocationToFix> items;
  std::unordered_map<std::string, std::size_t> by_text;
  for (const auto& one : reported) {
    std::string server = one.server, device = one.device;
    complete_names(book.devices(), server, device);
    Place place = book.find(one.text, server, device);
    if (!place.to_fix) continue;
    const std::string key = one.text.empty() ? fmt::format("\n{}\n{}", server, device) : one.text;
    const auto [at, fresh] = by_text.try_emplace(key, items.size());
    if (fresh) items.push_back({one.text, server, device, 0, 0, {}, {}, {}});
    LocationToFix& item = items[at->second];
    item.alerts += one.alerts;
    item.tickets += one.tickets;
    if (!fresh && one.last_at <= item.last_at) continue;
    item.last_at = one.last_at;
    item.server = std::move(server), item.device = std::move(device);
    item.place = std::move(place);
  }
  for (auto& item : items) item.suggestion = suggest(item);
  std::stable_sort(items.begin(), items.end(), [](const auto& a, const auto& b) {
    return std::pair(a.tickets, a.alerts) > std::pair(b.tickets, b.alerts);
  });
  return items;
}

}  // namespace redrive::central
