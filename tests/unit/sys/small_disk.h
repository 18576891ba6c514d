// Two ways to run out of disk: a file system of one megabyte (only where mounting is allowed), and a limit on the size
// of files this process may write (always).
#pragma once

#include <sys/mount.h>
#include <sys/resource.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "tests/unit/sys/temp_dir.h"

namespace redrive::sys {

class SmallDisk {
 public:
  SmallDisk() : error_(::mount("none", dir_.path().c_str(), "tmpfs", 0, "size=1m") == 0 ? 0 : errno) {}
  ~SmallDisk() {
    if (error_ == 0) ::umount2(dir_.path().c_str(), MNT_DETACH);
  }
  bool mounted() const { return error_ == 0; }
  std::string reason() const { return std::string("cannot mount a tmpfs here: ") + std::strerror(error_); }
  std::filesystem::path operator/(std::string_view name) const { return dir_ / name; }
  std::filesystem::path path() const { return dir_.path(); }

 private:
  TempDir dir_;
  int error_;
};

class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit now = before_;
    now.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &now);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  void (*handler_)(int);
  rlimit before_{};
};

}  // namespace redrive::sys
