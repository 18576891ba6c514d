// Tickets for which plans are to be asked of the agents, until it is done (R2).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "central/store/database.h"
#include "shared/base/time.h"

namespace redrive::central {

struct PlansWanted {
  std::string ticket;
  std::string by;  // who said that it is mended
  std::uint32_t attempts = 0;
  base::UtcTime next_at{};  // not before

  bool operator==(const PlansWanted&) const = default;
};

base::Status put_plans_wanted(Database& db, const PlansWanted& wanted);  // one for each ticket: the last
base::Status delete_plans_wanted(Database& db, const std::string& ticket);
base::Result<std::optional<PlansWanted>> find_plans_wanted(Database& db, const std::string& ticket);
// The one that is due first, whether it is now or not.
base::Result<std::optional<PlansWanted>> next_plans_wanted(Database& db);

}  // namespace redrive::central
