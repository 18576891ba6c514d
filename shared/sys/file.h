// Files that are there or not there, never half: reading whole, replacing by temp + fsync + rename + fsync of the
// directory, and an owner lock.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <sys/types.h>

#include "shared/base/result.h"

namespace redrive::sys {

// Owns a descriptor.
class Fd {
 public:
  explicit Fd(int fd = -1) : fd_(fd) {}
  ~Fd() { reset(); }
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept;
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  void reset();

 private:
  int fd_;
};

// Text of errno with what was being done: "cannot open /x: Permission denied". kNoSpace for ENOSPC and EDQUOT, kNotFound
// for ENOENT, kDenied for EACCES/EPERM/EROFS, kFailed otherwise.
base::Error errno_error(std::string_view doing, const std::filesystem::path& path, int error);

base::Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit = 64 * 1024 * 1024);
base::Status replace_file(const std::filesystem::path& path, std::string_view bytes, mode_t mode = 0640);
base::Status sync_directory(const std::filesystem::path& directory);
base::Status make_directories(const std::filesystem::path& directory, mode_t mode = 0750);

// Holds `path` locked (flock) while it lives; kConflict when another process has it, naming its pid where it is known.
class OwnerLock {
 public:
  static base::Result<OwnerLock> take(const std::filesystem::path& path);

 private:
  explicit OwnerLock(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
};

}  // namespace redrive::sys
