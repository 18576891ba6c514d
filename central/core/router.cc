#include "central/core/router.h"

#include <fmt/format.h>

#include <algorithm>

#include "shared/base/names.h"

namespace redrive::central {

Route Router::route(model::Scope scope, std::string_view location, std::string_view package) const {
  if (scope == model::Scope::kPackage) return by_package(package);
  if (scope == model::Scope::kFleet) return {options_.routing.fleet, "the whole fleet is concerned"};
  return by_location(location);
}

Route Router::by_package(std::string_view package) const {
  const auto& owners = options_.routing.packages;
  const auto exact = std::find_if(owners.begin(), owners.end(), [&](const auto& o) { return o.name == package; });
  if (exact != owners.end()) return {exact->centre, fmt::format("owner of package {}", package)};
  const auto glob =
      std::find_if(owners.begin(), owners.end(), [&](const auto& o) { return base::glob_match(o.name, package); });
  if (glob != owners.end()) return {glob->centre, fmt::format("owner of packages '{}'", glob->name)};
  return {options_.routing.package, fmt::format("package {} has no owner of its own", package)};
}

Route Router::by_location(std::string_view location) const {
  const auto& locations = options_.inventory.locations;
  if (const auto at = locations.find(location); at != locations.end() && !at->second.centre.empty()) {
    return {at->second.centre, fmt::format("centre of location {}", location)};
  }
  return {options_.routing.fallback,
          location.empty() ? std::string("no location is known") : fmt::format("location {} has no centre", location)};
}

std::vector<std::string> Router::fallbacks(std::string_view centre) const {
  std::vector<std::string> chain;
  const auto seen = [&](const std::string& id) {
    return id == centre || std::find(chain.begin(), chain.end(), id) != chain.end();
  };
  std::string_view from = centre;
  for (auto at = options_.centres.find(from); at != options_.centres.end(); at = options_.centres.find(from)) {
    const std::string& next = at->second.fallback;
    if (next.empty() || seen(next)) break;
    chain.push_back(next);
    from = next;
  }
  if (!seen(options_.routing.fallback)) chain.push_back(options_.routing.fallback);
  return chain;
}

}  // namespace redrive::central
