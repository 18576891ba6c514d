// What an outage would cover, for whoever is about to enter it (A5). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "shared/model/inventory.h"
#include "shared/model/outage.h"
#include "shared/model/ticket.h"

namespace redrive::central {

struct Reach {
  std::uint64_t servers = 0, devices = 0;  // of the inventory; a server's outage covers its devices
  std::uint64_t all = 0;                   // servers and devices there are

  std::uint64_t covered() const { return servers + devices; }
};

Reach reach_of(std::span<const model::Outage> outages, const model::Inventory& inventory);  // of all together

// The outage covers what this ticket is about; its times are not looked at.
bool covers(const model::Outage& outage, const model::Ticket& ticket);

// Why these need somebody who insists: one of them is a pattern that fits every name, or together they cover more than
// `max_share` percent of an inventory (and more than kFew of it).
inline constexpr std::uint64_t kFew = 20;
std::optional<std::string> too_broad(std::span<const model::Outage> outages, const Reach& reach,
                                     std::uint32_t max_share);

}  // namespace redrive::central
