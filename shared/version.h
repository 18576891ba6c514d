// The version of all programs of this release; cmake checks it against the project's.
#pragma once

#include <string_view>

namespace redrive {
inline constexpr std::string_view kVersion = "0.1.0";
}  // namespace redrive
