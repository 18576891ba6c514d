#include "shared/sys/io.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace redrive::sys {

using base::ErrorCode;
using base::fail;

base::Result<Fd> open_regular(const std::filesystem::path& path, int flags, mode_t mode) {
  // O_NONBLOCK: opening a pipe by mistake must not wait for its other end. It means nothing for regular files.
  Fd fd(uninterrupted([&] { return ::open(path.c_str(), flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, mode); }));
  if (!fd) return tl::unexpected(errno_error("open", path, errno));
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return tl::unexpected(errno_error("inspect", path, errno));
  if (!S_ISREG(info.st_mode)) return fail(ErrorCode::kInvalid, path.string() + " is not a regular file");
  return fd;
}

base::Status write_at(int fd, std::string_view bytes, std::uint64_t offset, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t done =
        uninterrupted([&] { return ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset)); });
    if (done < 0) return tl::unexpected(errno_error("write", path, errno));
    bytes.remove_prefix(static_cast<std::size_t>(done));
    offset += static_cast<std::uint64_t>(done);
  }
  return {};
}

base::Result<std::size_t> read_at(int fd, std::span<char> out, std::uint64_t offset,
                                  const std::filesystem::path& path) {
  std::size_t filled = 0;
  while (filled < out.size()) {
    const ssize_t got = uninterrupted(
        [&] { return ::pread(fd, out.data() + filled, out.size() - filled, static_cast<off_t>(offset + filled)); });
    if (got < 0) return tl::unexpected(errno_error("read", path, errno));
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  return filled;
}

base::Result<std::uint64_t> size_of_file(int fd, const std::filesystem::path& path) {
  struct stat info {};
  if (::fstat(fd, &info) != 0) return tl::unexpected(errno_error("inspect", path, errno));
  return static_cast<std::uint64_t>(info.st_size);
}

base::Status lock_now(int fd, const std::filesystem::path& path) {
  if (uninterrupted([&] { return ::flock(fd, LOCK_EX | LOCK_NB); }) == 0) return {};
  if (errno == EWOULDBLOCK) return fail(ErrorCode::kConflict, path.string() + " is in use by another writer");
  return tl::unexpected(errno_error("lock", path, errno));
}

bool still_named(const std::filesystem::path& path, int fd) {
  struct stat named {
  }, open{};
  return ::lstat(path.c_str(), &named) == 0 && ::fstat(fd, &open) == 0 && named.st_ino == open.st_ino &&
         named.st_dev == open.st_dev;
}

}  // namespace redrive::sys
