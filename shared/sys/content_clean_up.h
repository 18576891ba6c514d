// How a program that runs for years keeps its package store small.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "shared/base/result.h"
#include "shared/base/time.h"
#include "shared/sys/content_store.h"

namespace redrive::sys {

struct KeepRules {
  std::set<std::string> needed;  // digests that stay whatever the limits say
  base::Micros keep;             // since a package was last used, or an unfinished or damaged one last written
  std::uint64_t bytes = 0;       // of whole packages, 0 = no limit
};

// The least recently used go first; what was used within the last hour stays. What was removed, in words; empty when
// nothing was. Not on a loop.
base::Result<std::string> clean_up(ContentStore& packages, KeepRules rules, base::UtcTime now);

}  // namespace redrive::sys
