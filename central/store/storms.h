// Which centres were told of many new tickets lately, and the summary mail that is being gathered for each.
#pragma once

#include <string>
#include <vector>

#include "central/store/database.h"
#include "shared/base/time.h"

namespace redrive::central {

struct Storm {
  std::string centre;
  std::vector<base::UtcTime> told;  // when the newest new tickets were, oldest first, bounded
  std::string id;                   // of the summary that is being gathered, or empty
  base::UtcTime due{};              // when that one goes out
  std::uint64_t gathered = 0;       // tickets in it

  bool operator==(const Storm&) const = default;
};

base::Status put_storm(Database& db, const Storm& storm);  // inserts or replaces by its centre
base::Result<std::vector<Storm>> all_storms(Database& db);

}  // namespace redrive::central
