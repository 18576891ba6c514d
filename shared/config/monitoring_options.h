// What central.toml says about those who watch central from outside.
#pragma once

#include <string>

#include "shared/base/time.h"

namespace redrive::config {

struct MonitoringOptions {
  std::string ping;  // https://… or http://…; empty = nobody is told. It may hold a secret: never in a message
  base::Micros every = std::chrono::minutes(1);
  base::Micros timeout = std::chrono::seconds(10);  // of one ping, from the look-up of the name to the status
  std::string ca_file;                              // for TLS; empty = the system's

  bool operator==(const MonitoringOptions&) const = default;
};

}  // namespace redrive::config
