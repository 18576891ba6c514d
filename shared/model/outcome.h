// What became of a job on one device. Only kSucceeded is proof; everything else needs doing again.
#pragma once

#include <cstdint>
#include <string>

#include "shared/base/result.h"
#include "shared/base/time.h"

namespace redrive::model {

enum class DeviceState {
  kPending,    // not started
  kRunning,    // started, end not known yet; after a crash it stays so until the manager is asked
  kSucceeded,  // every step ended well
  kFailed,     // a step failed; failure_type and message say how
  kCancelled,  // stopped by a person before it could end
};

struct DeviceOutcome {
  std::string device;
  DeviceState state = DeviceState::kPending;
  std::string failure_type;  // set when kFailed
  std::string message;       // what the failing step said, bounded
  std::string package;       // the package at fault where one is, else empty
  std::uint32_t run = 1;     // 1 = the distribution, 2 and on = redistributions
  base::UtcTime at{};
  std::uint32_t done = 0;  // of the job's steps (steps.h), proven so far; not told when kSucceeded

  bool operator==(const DeviceOutcome&) const = default;
};

std::string_view to_string(DeviceState state);
base::Result<DeviceState> parse_device_state(std::string_view text);

}  // namespace redrive::model
