// An entry of the outage list: while it lasts, what it covers makes no ticket (A5).
#pragma once

#include <string>

#include "shared/base/time.h"

namespace redrive::model {

struct Outage {
  std::string id;      // "O-…" for those made at run time; "config:<hex>" for those of the configuration file,
                       // from selector, start and end: the same entry keeps it over reloads and restarts
  std::string server;  // glob, or empty; exactly one of server, device, site is given
  std::string device;
  std::string site;              // location code glob
  base::UtcTime start{}, end{};  // [start, end)
  std::string reason;
  std::string created_by;  // operator, or "configuration"

  bool operator==(const Outage&) const = default;
};

}  // namespace redrive::model
