// How big the parts of the fleet are, from the inventory: what "many" means for a server, a site, the whole.
#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "shared/model/inventory.h"

namespace redrive::central {

// Constant after construction, safe from any thread. `inventory` must outlive it.
class FleetShape {
 public:
  explicit FleetShape(const model::Inventory& inventory);

  std::size_t devices_of(std::string_view server) const;  // recipients
  const std::vector<std::string_view>& servers_of(std::string_view site) const;
  std::size_t sites() const { return servers_.size(); }  // with a server

 private:
  std::unordered_map<std::string_view, std::size_t> devices_;
  std::unordered_map<std::string_view, std::vector<std::string_view>> servers_;
};

}  // namespace redrive::central
