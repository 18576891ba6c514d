#include "central/http/counted.h"

#include <algorithm>
#include <set>

namespace redrive::central {

const Limit& limit_of(const Thresholds& thresholds, const model::Inventory& inventory, const Counter& counter) {
  const auto named = [&](model::Scope scope) {
    return counter.scope == model::to_string(scope) ? std::string_view(counter.subject) : std::string_view();
  };
  using enum model::Scope;
  Facts facts{named(kServer), named(kDevice), named(kSite), named(kPackage)};
  const auto listed = inventory.devices.find(counter.subject);
  if (listed != inventory.devices.end() && (!facts.device.empty() || !facts.server.empty())) {
    facts.site = listed->second.location;
    if (facts.server.empty()) facts.server = listed->second.server;
  } else if (const auto slash = facts.device.find('/'); slash != facts.device.npos) {  // not listed: "server/device"
    facts.server = facts.device.substr(0, slash);
    facts.device.remove_prefix(slash + 1);
  }
  if (!counter.members.empty()) {
    for (const auto scope : {kServer, kSite, kPackage, kFleet}) {
      if (counter.scope == model::to_string(scope)) return thresholds.wide(scope, facts, counter.failure_type);
    }
  }
  return thresholds.own(facts, counter.failure_type);
}

std::size_t number_now(const Counter& counter, base::Micros window, base::UtcTime now) {
  const auto inside = [&](base::UtcTime at) { return at > now - window; };
  if (counter.members.empty()) return static_cast<std::size_t>(std::ranges::count_if(counter.recent, inside));
  std::set<std::string_view> members;
  for (std::size_t i = 0; i < counter.members.size(); ++i) {
    if (inside(counter.recent[i])) members.insert(counter.members[i]);
  }
  return members.size();
}

}  // namespace redrive::central
