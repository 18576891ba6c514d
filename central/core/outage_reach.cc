#include "central/core/outage_reach.h"

#include <fmt/format.h>

#include <algorithm>

#include "shared/base/names.h"

namespace redrive::central {
namespace {

using model::Outage;

bool names(std::string_view pattern, std::string_view name) {
  return !pattern.empty() && !name.empty() && base::glob_match(pattern, name);
}

bool covers(const Outage& outage, std::string_view server, std::string_view device, std::string_view site) {
  return names(outage.server, server) || names(outage.device, device) || names(outage.site, site);
}

bool fits_everything(std::string_view pattern) {
  return !pattern.empty() && pattern.find_first_not_of("*?") == pattern.npos && pattern.find('*') != pattern.npos;
}

}  // namespace

Reach reach_of(std::span<const Outage> outages, const model::Inventory& inventory) {
  Reach reach;
  reach.all = inventory.devices.size();
  for (const auto& entry : inventory.devices) {
    const auto& name = entry.first;
    const model::Device& device = entry.second;
    const bool is_server = device.role == model::DeviceRole::kIntermediate;
    const std::string& server = is_server ? name : device.server;
    if (std::any_of(outages.begin(), outages.end(),
                    [&](const Outage& o) { return covers(o, server, name, device.location); }))
      ++(is_server ? reach.servers : reach.devices);
  }
  return reach;
}

bool covers(const Outage& outage, const model::Ticket& ticket) {
  const std::string& device = ticket.device.empty() ? ticket.server : ticket.device;  // a server is a device too
  return covers(outage, ticket.server, device, ticket.location);
}

std::optional<std::string> too_broad(std::span<const Outage> outages, const Reach& reach, std::uint32_t max_share) {
  const auto what = fmt::format("{} of {} servers and devices ({} servers, {} devices)", reach.covered(), reach.all,
                                reach.servers, reach.devices);
  for (const Outage& o : outages) {
    for (const auto* pattern : {&o.server, &o.device, &o.site}) {
      if (fits_everything(*pattern)) return fmt::format("'{}' covers whatever there is, {} today", *pattern, what);
    }
  }
  if (reach.covered() <= kFew || reach.covered() * 100 <= reach.all * max_share) return std::nullopt;
  return fmt::format("it covers {}, more than {} % of all", what, max_share);
}

}  // namespace redrive::central
