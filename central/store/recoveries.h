// What was proven to have recovered lately, by what fails by itself (central/core/recovery_table.h).
#pragma once

#include <string>
#include <vector>

#include "central/store/database.h"
#include "shared/base/time.h"

namespace redrive::central {

struct Recovery {
  std::string subject;  // device, or server for its own failures
  std::string failure_type;
  base::UtcTime last_at{};              // of the newest proof
  std::vector<base::UtcTime> episodes;  // proofs that ended open failures, in order of arrival, bounded
};

base::Status put_recovery(Database& db, const Recovery& recovery);  // inserts or replaces by its two names
base::Status delete_recovery(Database& db, const std::string& subject, const std::string& failure_type);
base::Result<std::vector<Recovery>> all_recoveries(Database& db);

}  // namespace redrive::central
