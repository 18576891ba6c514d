// The digest of a file's content, read in pieces.
#pragma once

#include <filesystem>

#include "shared/base/digest.h"

namespace redrive::sys {

// Feeds the whole file to the hasher; how many bytes it was.
base::Result<std::uint64_t> hash_file(int fd, const std::filesystem::path& path, base::Hasher& hasher);

}  // namespace redrive::sys
