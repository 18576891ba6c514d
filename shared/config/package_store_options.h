// [packages] of central.toml: how much central's package store keeps.
#pragma once

#include <cstdint>

#include "shared/base/time.h"

namespace redrive::config {

struct PackageStoreOptions {
  std::uint64_t bytes = 0;                       // 0 = no limit
  base::Micros keep = std::chrono::hours(2160);  // since a package was last used

  bool operator==(const PackageStoreOptions&) const = default;
};

}  // namespace redrive::config
