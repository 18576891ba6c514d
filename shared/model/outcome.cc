#include "shared/model/outcome.h"

#include <fmt/format.h>

namespace redrive::model {
namespace {
constexpr std::pair<DeviceState, std::string_view> kNames[] = {{DeviceState::kPending, "pending"},
                                                               {DeviceState::kRunning, "running"},
                                                               {DeviceState::kSucceeded, "succeeded"},
                                                               {DeviceState::kFailed, "failed"},
                                                               {DeviceState::kCancelled, "cancelled"}};
}  // namespace

std::string_view to_string(DeviceState state) {
  for (const auto& [value, name] : kNames) {
    if (value == state) return name;
  }
  return "pending";
}

base::Result<DeviceState> parse_device_state(std::string_view text) {
  for (const auto& [value, name] : kNames) {
    if (name == text) return value;
  }
  return base::fail(base::ErrorCode::kInvalid, fmt::format("'{}' is not a device state", text.substr(0, 64)));
}

}  // namespace redrive::model
