// Maintenance centres: each reference leads to one, and no chain of fallbacks runs in a circle.
#include "shared/config/central_draft.h"

namespace redrive::config {
namespace {

using CentresById = std::map<std::string, const Placed<model::Centre>*, std::less<>>;

CentresById index_centres(const CentralDraft& draft, Reading& reading) {
  CentresById by_id;
  for (const auto& centre : draft.centres) {
    if (centre.value.id.empty()) continue;  // reported where it was read
    const auto [first, added] = by_id.try_emplace(centre.value.id, &centre);
    if (added) continue;
    reading.problem(centre.lines.of("id"), fmt::format("[[centre]] id \"{}\" is repeated; it is in line {} already",
                                                       centre.value.id, first->second->lines.of("id")));
  }
  return by_id;
}

std::string known(const CentresById& centres) {
  std::string ids;
  for (const auto& [id, centre] : centres) ids += (ids.empty() ? "" : ", ") + id;
  return ids;
}

void check_fallbacks(const CentresById& centres, Reading& reading) {
  std::set<std::string> reported;  // members of circles already named
  for (const auto& [id, centre] : centres) {
    std::vector<std::string> path{id};
    for (auto at = centres.find(centre->value.fallback); at != centres.end();
         at = centres.find(at->second->value.fallback)) {
      const bool again = std::find(path.begin(), path.end(), at->first) != path.end();
      path.push_back(at->first);
      if (again) break;
    }
    const bool circle = path.size() > 1 && path.back() == id;
    if (!circle || reported.contains(id)) continue;
    reported.insert(path.begin(), path.end());
    reading.problem(
        centre->lines.of("fallback"),
        fmt::format("[[centre]] fallback runs in a circle: {}; expected a chain that ends", fmt::join(path, " -> ")));
  }
  for (const auto& [id, centre] : centres) {
    const std::string& fallback = centre->value.fallback;
    if (fallback.empty() || centres.contains(fallback)) continue;
    reading.problem(
        centre->lines.of("fallback"),
        fmt::format("[[centre]] fallback \"{}\" is not a [[centre]]; expected one of {}", fallback, known(centres)));
  }
}

// What says when and to whom says nothing without the rest.
void check_reminders(const CentralDraft& draft, const CentresById& centres, Reading& reading) {
  const auto needs = [&](const Lines& lines, std::string_view key, std::string_view other) {
    if (!lines.has(key) || lines.has(other)) return;
    reading.problem(lines.of(key), fmt::format("[[centre]] {} is given without {}; expected both", key, other));
  };
  for (const auto& [centre, lines, sound] : draft.centres) {
    for (const char* key : {"reminders", "escalate_to", "hours"}) needs(lines, key, "remind_after");
    needs(lines, "hours", "zone");
    needs(lines, "zone", "hours");
    if (centre.escalate_to.empty() || (centres.contains(centre.escalate_to) && centre.escalate_to != centre.id))
      continue;
    reading.problem(lines.of("escalate_to"),
                    fmt::format("[[centre]] escalate_to \"{}\" is not another [[centre]]; expected one of {}",
                                centre.escalate_to, known(centres)));
  }
}

void check_routing(const CentralDraft& draft, const CentresById& centres, Reading& reading) {
  const RoutingOptions& routing = draft.options.routing;
  const Lines& lines = reading.lines_of("routing");
  const std::pair<std::string_view, const std::string*> uses[] = {
      {"default", &routing.fallback}, {"package", &routing.package}, {"fleet", &routing.fleet}};
  std::vector<std::string_view> unset;
  std::string unset_centre;
  for (const auto& [key, centre] : uses) {
    if (centres.contains(*centre)) continue;
    if (lines.has(key)) {
      reading.problem(lines.of(key), fmt::format("[routing] {} \"{}\" is not a [[centre]]; expected one of {}", key,
                                                 *centre, known(centres)));
    } else {
      unset.push_back(key);
      unset_centre = *centre;
    }
  }
  if (unset.empty()) return;
  reading.problem(
      lines.own,
      fmt::format("[routing] {} is not set and stands for the centre \"{}\", which does not exist; add a [[centre]] "
                  "with id = \"{}\" or set it to one of {}",
                  fmt::join(unset, ", "), unset_centre, unset_centre, known(centres)));
}

}  // namespace

void check_centres(const CentralDraft& draft, Reading& reading) {
  const CentresById centres = index_centres(draft, reading);
  if (draft.centres.empty()) {
    reading.problem(
        0, "there is no [[centre]]; expected at least one with id = \"noc\" and email = [\"…\"], where tickets go");
  }
  if (centres.empty()) return;  // every reference would be reported for the one reason just given
  check_fallbacks(centres, reading);
  check_reminders(draft, centres, reading);
  check_routing(draft, centres, reading);
  for (const auto& [package, lines, sound] : draft.packages) {
    if (package.centre.empty() || centres.contains(package.centre)) continue;
    reading.problem(lines.of("centre"), fmt::format("[[package]] centre \"{}\" is not a [[centre]]; expected one of {}",
                                                    package.centre, known(centres)));
  }
}

}  // namespace redrive::config
