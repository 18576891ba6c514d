// The failure types that ship. Configuration may add more, so a type is a name, not an enum; these are the names the
// programs themselves give.
#pragma once

#include <array>
#include <string_view>

namespace redrive::model::failure_type {

inline constexpr std::string_view kServerUnreachable = "server_unreachable";
inline constexpr std::string_view kDeviceUnreachable = "device_unreachable";
inline constexpr std::string_view kDiskFull = "disk_full";
inline constexpr std::string_view kAuthFailed = "auth_failed";
inline constexpr std::string_view kPackageMissing = "package_missing";
inline constexpr std::string_view kChecksumMismatch = "checksum_mismatch";
inline constexpr std::string_view kTransferInterrupted = "transfer_interrupted";
inline constexpr std::string_view kInstallFailed = "install_failed";
inline constexpr std::string_view kVerifyFailed = "verify_failed";
inline constexpr std::string_view kTimeout = "timeout";
inline constexpr std::string_view kNoReport = "no_report";
inline constexpr std::string_view kConfiguration = "configuration";
inline constexpr std::string_view kToolRefused = "tool_refused";
inline constexpr std::string_view kUnknown = "unknown";

inline constexpr std::array kShipped = {
    kServerUnreachable, kDeviceUnreachable,   kDiskFull,      kAuthFailed,   kPackageMissing,
    kChecksumMismatch,  kTransferInterrupted, kInstallFailed, kVerifyFailed, kTimeout,
    kNoReport,          kConfiguration,       kToolRefused,   kUnknown};

}  // namespace redrive::model::failure_type
