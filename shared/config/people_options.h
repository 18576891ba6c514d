// [people] of central.toml: operators who log in with a password.
#pragma once

#include "shared/base/time.h"

namespace redrive::config {

struct PeopleOptions {
  base::Micros session = std::chrono::hours(12);  // how long a login lasts

  bool operator==(const PeopleOptions&) const = default;
};

}  // namespace redrive::config
