// Words by which the C library, ssh and others say what went wrong, whatever program passes them on, and the failure
// type they mean. An agent goes by them over the output of what it ran; central's rules over the text of an alert
// agree.
#pragma once

#include <array>
#include <string_view>

#include "shared/model/failure_type.h"

namespace redrive::model {

struct FailureWords {
  std::string_view words, failure_type;
};

// The first that is in the text counts.
inline constexpr std::array kFailureWords{
    FailureWords{"No space left on device", failure_type::kDiskFull},
    FailureWords{"Disk quota exceeded", failure_type::kDiskFull},
    FailureWords{"not enough space", failure_type::kDiskFull},
    FailureWords{"Permission denied (publickey", failure_type::kAuthFailed},
    FailureWords{"Permission denied (password", failure_type::kAuthFailed},
    FailureWords{"Permission denied (keyboard-interactive", failure_type::kAuthFailed},
    FailureWords{"Permission denied (gssapi", failure_type::kAuthFailed},
    FailureWords{"Host key verification failed", failure_type::kAuthFailed},
    FailureWords{"No route to host", failure_type::kDeviceUnreachable},
    FailureWords{"Network is unreachable", failure_type::kDeviceUnreachable},
    FailureWords{"Could not resolve hostname", failure_type::kDeviceUnreachable},
    FailureWords{"Permission denied", failure_type::kConfiguration},
    FailureWords{"Operation not permitted", failure_type::kConfiguration},
    FailureWords{"Read-only file system", failure_type::kConfiguration},
    FailureWords{"Input/output error", failure_type::kDeviceUnreachable},
};

}  // namespace redrive::model
