#include "central/core/fleet_shape.h"

namespace redrive::central {

FleetShape::FleetShape(const model::Inventory& inventory) {
  for (const auto& [name, device] : inventory.devices) {
    if (device.role == model::DeviceRole::kRecipient) {
      if (!device.server.empty()) ++devices_[device.server];
    } else if (!device.location.empty()) {
      servers_[device.location].push_back(name);
    }
  }
}

std::size_t FleetShape::devices_of(std::string_view server) const {
  const auto at = devices_.find(server);
  return at == devices_.end() ? 0 : at->second;
}

const std::vector<std::string_view>& FleetShape::servers_of(std::string_view site) const {
  static const std::vector<std::string_view> kNone;
  const auto at = servers_.find(site);
  return at == servers_.end() ? kNone : at->second;
}

}  // namespace redrive::central
