// [approval] of central.toml: what an approval of a redistribution plan needs.
#pragma once

#include "shared/base/time.h"

namespace redrive::config {

struct ApprovalOptions {
  base::Micros lifetime = std::chrono::minutes(30);  // how long a plan may be approved after it was made
  bool two_person = false;                           // whoever asked for a plan may not approve it

  bool operator==(const ApprovalOptions&) const = default;
};

}  // namespace redrive::config
