// The rules that find a failure type in a message without any configuration: what rsync, ssh, dpkg, apt, rpm, dnf,
// curl, wget, tar, gzip, systemd, sudo, HTTP servers and the C library say (A2). docs/failure-types.md explains them to
// people.
#pragma once

#include <vector>

#include "shared/config/central_options.h"

namespace redrive::central {

// In the order they are tried, after those of the configuration. Their place is their name: "shipped rule
// disk_full/space".
const std::vector<config::ClassifyRule>& shipped_rules();

}  // namespace redrive::central
