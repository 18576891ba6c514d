// The outage list made and imported at run time, and how many alerts were taken inside each outage, also inside those
// of the configuration.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "central/store/database.h"
#include "shared/base/time.h"
#include "shared/model/outage.h"

namespace redrive::central {

base::Status put_outage(Database& db, const model::Outage& outage);
base::Status delete_outage(Database& db, const std::string& id);  // and what was counted in it
base::Result<std::optional<model::Outage>> find_outage(Database& db, const std::string& id);
base::Result<std::vector<model::Outage>> outages_of_event(Database& db, const std::string& uid);
// By start. One whose times cannot be read any more (its zone is gone from the system) has no occurrence.
base::Result<std::vector<model::Outage>> all_outages(Database& db);

struct OutageCount {
  std::uint64_t alerts = 0;
  base::UtcTime last_at{};
};
base::Status count_in_outage(Database& db, const std::string& id, const OutageCount& more);  // adds to what is there
base::Result<std::map<std::string, OutageCount, std::less<>>> outage_counts(Database& db);   // by id; few have none
base::Status forget_outage_counts(Database& db, base::UtcTime before);  // of outages last counted in before that

}  // namespace redrive::central
