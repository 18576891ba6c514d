// How much room a file system has.
#pragma once

#include <cstdint>
#include <filesystem>

#include "shared/base/result.h"

namespace redrive::sys {

struct DiskSpace {
  std::uint64_t free = 0;  // bytes that programs without special rights may still write
  std::uint64_t size = 0;  // bytes
};

// Of the file system that holds `path`; kFailed when it cannot be asked.
base::Result<DiskSpace> disk_space(const std::filesystem::path& path);

}  // namespace redrive::sys
