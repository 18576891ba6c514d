// Waiting for a job, a redistribution or a test mail to end, with progress on a terminal.
#pragma once

#include <functional>
#include <string>

#include "cli/session.h"

namespace redrive::cli {

// Looks at `path` until `ended` says so, showing `line` on stderr where that is a terminal. Central being away
// meanwhile is waited out; any other error ends it.
base::Result<Json> wait_until(const Session& session, const std::string& path,
                              const std::function<bool(const Json&)>& ended,
                              const std::function<std::vector<std::string>(const Json&)>& lines,
                              const Query& query = {});

}  // namespace redrive::cli
