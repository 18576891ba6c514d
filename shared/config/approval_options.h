// [approval] of central.toml: what an approval of a redistribution plan needs.
#pragma once

#include "shared/base/time.h"

namespace redrive::config {

struct ApprovalOptions {
  base::Micros lifetime = std::chrono::minutes(30);  // how long a plan may be approved after it was made
};

}  // namespace redrive::config
