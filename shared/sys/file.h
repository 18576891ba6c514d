// Files that are there or not there, never half: reading whole, replacing by temp + fsync + rename + fsync of the
// directory, and an owner lock.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

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

// Text of errno with what was being done: errno_error("open", "/x", EACCES) is "cannot open /x: Permission denied".
// kNoSpace for ENOSPC, EDQUOT and EFBIG (the process' own limit), kNotFound for ENOENT, kDenied for EACCES/EPERM/EROFS,
// kFailed otherwise.
base::Error errno_error(std::string_view doing, const std::filesystem::path& path, int error);

// Regular files only; kInvalid for anything else and for more than `limit` bytes.
base::Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit = 64 * 1024 * 1024);
// When it returns well the new content is durable; when it fails, before or after a crash, the old one is whole. Safe
// from several threads and processes: the last one wins. The file gets exactly `mode`, whatever the umask.
base::Status replace_file(const std::filesystem::path& path, std::string_view bytes, mode_t mode = 0640);
// The same for a file that is made once: of all who make it at the same time one does, the others get kConflict and
// find its file, durable.
base::Status create_file(const std::filesystem::path& path, std::string_view bytes, mode_t mode = 0640);
// Makes names made, renamed or removed in the directory durable.
base::Status sync_directory(const std::filesystem::path& directory);
// Makes the directory where it is missing, durably, if its parent is durable; what exists keeps its mode.
base::Status make_directory(const std::filesystem::path& directory, mode_t mode = 0750);
// The same for all of the path. A sync for each part, which a disk takes its time for.
base::Status make_directories(const std::filesystem::path& directory, mode_t mode = 0750);

// Holds `path` locked (flock) while it lives; kConflict when another has it, naming its pid where it is known. The file
// stays behind when the lock goes: removing it would let two owners lock two files of one name.
class OwnerLock {
 public:
  static base::Result<OwnerLock> take(const std::filesystem::path& path);

 private:
  explicit OwnerLock(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
};

}  // namespace redrive::sys
