// What an operator can know of central through its API, judged. Pure.
#pragma once

#include <string>
#include <vector>

#include "cli/json.h"
#include "shared/base/time.h"
#include "shared/checkup/finding.h"

namespace redrive::cli {

using checkup::Finding;

// Central's `time` against ours: it was read somewhere between `asked` and `answered`.
Finding check_clock(const std::string& central_time, base::UtcTime asked, base::UtcTime answered);
Finding check_version(const std::string& central, const std::string& own);

// GET /api/v1/session: as whom the token speaks, and for how long.
Finding check_session(const Json& session, base::UtcTime now);

// GET /api/v1/status: the store, outgoing mail, mail that comes in, syslog.
std::vector<Finding> check_status(const Json& status);

// GET /api/v1/agents, all of them: who is silent, who waits to be accepted.
std::vector<Finding> check_agents(const Json& agents, const Json& pending);

// GET /api/v1/routes/lint and /api/v1/locations/to-fix: their first page, and whether there is another.
Finding check_routes(const Json& page);
Finding check_locations(const Json& page);

}  // namespace redrive::cli
