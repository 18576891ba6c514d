#include "shared/sys/file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <system_error>

#include "shared/sys/io.h"

namespace redrive::sys {

using base::ErrorCode;
using base::fail;

namespace {

ErrorCode code_of(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return ErrorCode::kNoSpace;
    case ENOENT:
      return ErrorCode::kNotFound;
    case EACCES:
    case EPERM:
    case EROFS:
      return ErrorCode::kDenied;
    default:
      return ErrorCode::kFailed;
  }
}

// One temporary name per file, so that crashes leave one stale file at most; the lock keeps two writers apart.
base::Result<Fd> open_temporary(const std::filesystem::path& temporary) {
  while (true) {
    auto fd = open_regular(temporary, O_WRONLY | O_CREAT | O_NOFOLLOW, 0600);
    if (!fd) return fd;
    if (uninterrupted([&] { return ::flock(fd->get(), LOCK_EX); }) != 0) {
      return tl::unexpected(errno_error("lock", temporary, errno));
    }
    if (still_named(temporary, fd->get())) return fd;  // else the one before us has just renamed it
  }
}

base::Status fill(int fd, std::string_view bytes, mode_t mode, const std::filesystem::path& path) {
  if (::ftruncate(fd, 0) != 0) return tl::unexpected(errno_error("truncate", path, errno));
  if (auto written = write_at(fd, bytes, 0, path); !written) return written;
  if (::fchmod(fd, mode) != 0) return tl::unexpected(errno_error("set the mode of", path, errno));
  if (uninterrupted([&] { return ::fsync(fd); }) != 0) return tl::unexpected(errno_error("sync", path, errno));
  return {};
}

// Writes a temporary file and gives it the name, if `may` has nothing against it under the lock.
template <typename May>
base::Status put_file(const std::filesystem::path& path, std::string_view bytes, mode_t mode, May may) {
  const auto temporary = path.parent_path() / std::string(".").append(path.filename().string()).append(".tmp");
  auto fd = open_temporary(temporary);
  if (!fd) return tl::unexpected(fd.error());
  auto done = fill(fd->get(), bytes, mode, temporary);
  if (done) done = may();
  if (done && ::rename(temporary.c_str(), path.c_str()) != 0)
    done = tl::unexpected(errno_error("replace", path, errno));
  if (!done) {
    ::unlink(temporary.c_str());
    return done;
  }
  return sync_directory(path.parent_path());
}

}  // namespace

Fd& Fd::operator=(Fd&& other) noexcept {
  if (this != &other) {
    reset();
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}

void Fd::reset() {
  // Not repeated on EINTR: Linux has released the descriptor by then, and another thread may already have the number.
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

base::Error errno_error(std::string_view doing, const std::filesystem::path& path, int error) {
  return {code_of(error),
          "cannot " + std::string(doing) + " " + path.string() + ": " + std::generic_category().message(error)};
}

base::Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit) {
  auto fd = open_regular(path, O_RDONLY);
  if (!fd) return tl::unexpected(fd.error());
  auto size = size_of_file(fd->get(), path);
  if (!size) return tl::unexpected(size.error());
  const auto too_long = [&] {
    return fail(ErrorCode::kInvalid, path.string() + " is longer than " + std::to_string(limit) + " bytes");
  };
  if (*size > limit) return too_long();
  // Grown until the end is seen: the file may grow meanwhile, and files of /proc say 0.
  std::string bytes(static_cast<std::size_t>(*size) + 1, '\0');
  std::size_t filled = 0;
  while (true) {
    auto got = read_at(fd->get(), std::span(bytes).subspan(filled), filled, path);
    if (!got) return tl::unexpected(got.error());
    filled += *got;
    if (filled > limit) return too_long();
    if (filled < bytes.size()) break;
    bytes.resize(bytes.size() + 64 * 1024);
  }
  bytes.resize(filled);
  return bytes;
}

base::Status replace_file(const std::filesystem::path& path, std::string_view bytes, mode_t mode) {
  return put_file(path, bytes, mode, [] { return base::Status{}; });
}

base::Status create_file(const std::filesystem::path& path, std::string_view bytes, mode_t mode) {
  struct stat info {};
  return put_file(path, bytes, mode, [&]() -> base::Status {
    if (::lstat(path.c_str(), &info) != 0) return {};  // nobody else makes it now: the temporary file is locked
    if (auto synced = sync_directory(path.parent_path()); !synced) return synced;
    return fail(ErrorCode::kConflict, path.string() + " is there already");
  });
}

base::Status sync_directory(const std::filesystem::path& directory) {
  const std::filesystem::path path = directory.empty() ? "." : directory;
  const Fd fd(uninterrupted([&] { return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
  if (!fd) return tl::unexpected(errno_error("open", path, errno));
  if (uninterrupted([&] { return ::fsync(fd.get()); }) == 0) return {};
  if (errno == EINVAL) return {};  // a file system that cannot sync a directory has nothing to sync there
  return tl::unexpected(errno_error("sync", path, errno));
}

base::Status make_directory(const std::filesystem::path& directory, mode_t mode) {
  const std::filesystem::path parent = directory.parent_path().empty() ? "." : directory.parent_path();
  if (::mkdir(directory.c_str(), mode) == 0) return sync_directory(parent);
  const int error = errno;
  std::error_code unreadable;
  if (!std::filesystem::is_directory(directory, unreadable)) {
    return tl::unexpected(errno_error("make directory", directory, error == EEXIST ? ENOTDIR : error));
  }
  // Whoever made it may have ended before its name was durable. Where we may not read we have not made it.
  return ::access(parent.c_str(), R_OK) == 0 ? sync_directory(parent) : base::Status{};
}

base::Status make_directories(const std::filesystem::path& directory, mode_t mode) {
  std::filesystem::path path;
  for (const auto& part : directory) {
    path /= part;
    if (auto made = make_directory(path, mode); !made) return made;
  }
  return {};
}

}  // namespace redrive::sys
