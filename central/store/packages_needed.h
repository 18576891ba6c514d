// Which packages central must keep.
#pragma once

#include <set>
#include <string>

#include "central/store/database.h"

namespace redrive::central {

// Digests of the packages of
//   - jobs with a share that is waiting, queued or accepted;
//   - jobs with an open failure record, or an alert that may become one, and for a record of a whole server the jobs
//     that have not got through on it: these may be redistributed;
//   - redistributions that are planned, scheduled, approved or running, and of the tools that made their plans;
//   - the tools kept at central (tools.h).
// As of one moment. Reads one order of each such job, which may be megabytes: on a read connection. kCorrupt when one
// cannot be read: what it needs is not known.
base::Result<std::set<std::string>> packages_needed(Database& db);

}  // namespace redrive::central
