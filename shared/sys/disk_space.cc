#include "shared/sys/disk_space.h"

#include <fmt/format.h>
#include <sys/statvfs.h>

#include <cerrno>
#include <cstring>

namespace redrive::sys {

base::Result<DiskSpace> disk_space(const std::filesystem::path& path) {
  struct statvfs found {};
  if (::statvfs(path.c_str(), &found) != 0) {
    return base::fail(base::ErrorCode::kFailed, fmt::format("{}: {}", path.string(), std::strerror(errno)));
  }
  return DiskSpace{std::uint64_t{found.f_bavail} * found.f_frsize, std::uint64_t{found.f_blocks} * found.f_frsize};
}

}  // namespace redrive::sys
