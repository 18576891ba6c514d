// The lines between the agent and an external manager's program (docs/external-managers.md): JSON, one object a line,
// UTF-8. Pure.
#pragma once

#include <string>
#include <string_view>

#include "agent/manager/manager.h"

namespace redrive::agent {

inline constexpr unsigned kExternalVersion = 1;
inline constexpr std::size_t kMaxExternalLine = 256 * 1024;  // bytes of a line from the program
inline constexpr std::string_view kStopLine = "{\"do\":\"stop\"}\n";

enum class ExternalTask { kRun, kPreflight, kInquire };

// To the program, each with its line's end. The order has no devices: each comes on a line of its own.
std::string order_line(ExternalTask task, const RunOrder& order);
std::string device_line(const model::DeviceAddress& where, std::uint32_t attempt);

// What a program says of a device. Texts are as it wrote them, but valid UTF-8 without control characters.
struct ExternalReport {
  std::string device;
  model::DeviceState state = model::DeviceState::kRunning;  // never kPending
  std::string failure_type{}, message{}, package{};
  std::uint32_t attempt = 0;  // 0 = the one that was handed over last

  bool operator==(const ExternalReport&) const = default;
};

// kInvalid says what is wrong with the line. Bytes that are not UTF-8 spoil no line: what a device printed often gets
// into a message as it is. Fields that are not known are left out.
base::Result<ExternalReport> read_report(std::string_view line);

// A line of a preflight: {"device" or "check", "good", "detail"}.
base::Result<model::PreflightCheck> read_check(std::string_view line);

}  // namespace redrive::agent
