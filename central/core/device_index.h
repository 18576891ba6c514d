// The inventory's devices by name, hashed: every alert looks one up several times.
#pragma once

#include <string_view>
#include <unordered_map>

#include "shared/model/inventory.h"

namespace redrive::central {

// Constant after construction, safe from any thread. `inventory` must outlive it. Empty by default.
class DeviceIndex {
 public:
  DeviceIndex() = default;
  explicit DeviceIndex(const model::Inventory& inventory) {
    by_name_.reserve(inventory.devices.size());
    for (const auto& [name, device] : inventory.devices) by_name_.emplace(name, &device);
  }
  // nullptr: not listed.
  const model::Device* find(std::string_view name) const {
    const auto at = by_name_.find(name);
    return at == by_name_.end() ? nullptr : at->second;
  }

 private:
  std::unordered_map<std::string_view, const model::Device*> by_name_;
};

}  // namespace redrive::central
