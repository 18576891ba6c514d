// Clears the package store by age and size (limits.packages_keep, limits.packages_bytes).
#pragma once

#include <filesystem>
#include <set>
#include <string>

#include "shared/base/result.h"
#include "shared/base/time.h"
#include "shared/config/agent_options.h"
#include "shared/sys/content_store.h"

namespace redrive::agent {

// Digests that runs still open need. An error when a job log cannot be read: what it needs is not known.
base::Result<std::set<std::string>> packages_needed(const std::filesystem::path& state_dir);

// By sys::clean_up. What an open run needs stays; what a later redistribution turns out to need is fetched again. Reads
// every job log: not on the loop. Logs what it did.
base::Status clean_packages(const config::AgentOptions& options, sys::ContentStore& packages, base::UtcTime now);

}  // namespace redrive::agent
