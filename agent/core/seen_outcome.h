// A device's outcome whose texts lie where it was read from, valid as long as those bytes. A job log has two for every
// device; all but the newest are read only to be replaced, so nothing of them is copied.
#pragma once

#include <string_view>

#include "shared/model/outcome.h"

namespace redrive::agent {

// Fields as in model::DeviceOutcome.
struct SeenOutcome {
  std::string_view device;
  model::DeviceState state = model::DeviceState::kPending;
  std::string_view failure_type, message, package;
  std::uint32_t run = 1;
  base::UtcTime at{};
  std::uint32_t done = 0;

  static SeenOutcome of(const model::DeviceOutcome& o) {
    return {o.device, o.state, o.failure_type, o.message, o.package, o.run, o.at, o.done};
  }
  model::DeviceOutcome copy() const {
    return {std::string(device),
            state,
            std::string(failure_type),
            std::string(message),
            std::string(package),
            run,
            at,
            done};
  }
  // Into an outcome of the same device, whose memory is used again.
  void replace(model::DeviceOutcome& known) const {
    known.state = state;
    known.failure_type = failure_type;
    known.message = message;
    known.package = package;
    known.run = run;
    known.at = at;
    known.done = done;
  }
};

}  // namespace redrive::agent
