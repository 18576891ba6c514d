// The seam to whoever watches central from outside.
#pragma once

#include "shared/base/result.h"
#include "shared/config/monitoring_options.h"

namespace redrive::central {

class PingSender {
 public:
  virtual ~PingSender() = default;
  // Asks the address once, within the timeout; well = it answered 2xx. The error names neither path nor query, for they
  // may hold a secret.
  virtual base::Status ping(const config::MonitoringOptions& options) = 0;
};

}  // namespace redrive::central
