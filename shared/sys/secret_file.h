// Secrets kept in files that nobody else can read.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>

#include "shared/base/random.h"
#include "shared/base/result.h"

namespace redrive::sys {

// A regular file of which group and others have no rights. kNotFound, kInvalid, kDenied; the texts say what to do.
base::Status check_private(const std::filesystem::path& path);

using Secret = std::array<std::uint8_t, 32>;

// The secret in this file (64 hex digits, mode 0600); made of `random` the first time. When several processes begin at
// once one of them makes it, for all. kCorrupt: the file holds something else.
base::Result<Secret> load_or_make_secret(const std::filesystem::path& path, base::Random& random);

}  // namespace redrive::sys
