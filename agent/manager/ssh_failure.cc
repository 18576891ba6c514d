#include "agent/manager/ssh_failure.h"

#include "agent/manager/failure_mapping.h"
#include "shared/model/failure_type.h"

namespace redrive::agent {
namespace {

namespace type = model::failure_type;
using End = sys::ProcessResult::End;

// ssh's words for why there is no connection; the more exact ones first.
constexpr Telling kNoConnection[] = {
    {"Host key verification failed", type::kAuthFailed},       {"Permission denied", type::kAuthFailed},
    {"Too many authentication failures", type::kAuthFailed},   {"No route to host", type::kDeviceUnreachable},
    {"Network is unreachable", type::kDeviceUnreachable},      {"Connection refused", type::kDeviceUnreachable},
    {"Connection timed out", type::kDeviceUnreachable},        {"Could not resolve hostname", type::kDeviceUnreachable},
    {"kex_exchange_identification", type::kDeviceUnreachable}, {"connect to host", type::kDeviceUnreachable},
};

// ssh's words for a connection that was there.
constexpr Telling kLost[] = {
    {"not responding", type::kDeviceUnreachable},       {"closed by remote host", type::kDeviceUnreachable},
    {"Connection closed by", type::kDeviceUnreachable}, {"Connection reset by", type::kDeviceUnreachable},
    {"Broken pipe", type::kDeviceUnreachable},
};

constexpr Telling kRsync[] = {
    {"failed verification", type::kChecksumMismatch},
};

tl::unexpected<StepFailure> failed(std::string_view failure_type, std::string message) {
  return tl::unexpected(StepFailure{std::string(failure_type), std::move(message), false});
}

StepResult<void> not_started(const sys::ProcessResult& result, std::string_view program, std::string_view package) {
  return failed(type::kConfiguration, fmt::format("cannot start {} on this server: {}; is {} installed?", program,
                                                  std::strerror(result.code), package));
}

std::string_view fallback_of_rsync(int status) {
  switch (status) {
    case 11:
      return type::kDiskFull;
    case 24:
      return type::kPackageMissing;
    case 1:    // syntax
    case 2:    // protocol
    case 3:    // the folder there
    case 4:    // action not supported
    case 127:  // no rsync there
      return type::kConfiguration;
    default:
      return type::kTransferInterrupted;
  }
}

}  // namespace

StepResult<void> judge_ssh(const sys::ProcessResult& result, const std::string& program, std::string_view fallback) {
  if (result.end == End::kNotStarted) return not_started(result, "ssh", "openssh-client");
  if (result.end != End::kExited) return judge(result, {program}, fallback);
  if (result.code == 255) {
    if (const auto told = find_telling(result.output, kNoConnection))
      return failed(told->failure_type, describe("no connection to the device", told->line, result.output));
    if (const auto told = find_telling(result.output, kLost)) {
      return failed(told->failure_type,
                    describe(fmt::format("the connection was lost while {} ran", program), told->line, result.output));
    }
  }
  if (result.code == 127)
    return failed(fallback, describe(fmt::format("cannot start {} on the device", program), "", result.output));
  return judge(result, {program}, fallback);
}

StepResult<void> judge_rsync(const sys::ProcessResult& result) {
  if (result.end == End::kNotStarted) return not_started(result, "rsync", "rsync");
  if (result.end != End::kExited) return judge(result, {"rsync"}, type::kTransferInterrupted);
  if (result.code == 0) return {};
  const std::string how =
      result.code == 127 ? "rsync is not installed there" : fmt::format("rsync ended with exit status {}", result.code);
  for (const auto words :
       {std::span<const Telling>(kRsync), common_telling(), std::span<const Telling>(kNoConnection)}) {
    if (const auto told = find_telling(result.output, words))
      return failed(told->failure_type, describe(how, told->line, result.output));
  }
  return failed(fallback_of_rsync(result.code), describe(how, "", result.output));
}

}  // namespace redrive::agent
