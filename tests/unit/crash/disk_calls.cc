// The C library's calls that change a disk, by their kernel numbers, for the disk of the tests to see them first.
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>

#include "tests/unit/crash/disk.h"

namespace {

using redrive::crash::Disk;

const auto nothing = [](auto&&...) {};

int real_open(const char* path, int flags, mode_t mode) {
  return static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}

int open_file(const char* path, int flags, mode_t mode) {
  struct stat info {};
  Disk* disk = Disk::of(path);
  if (disk == nullptr || (flags & O_CREAT) == 0 || ::lstat(path, &info) == 0) return real_open(path, flags, mode);
  return disk->step(
      "make", path, [&] { return real_open(path, flags, mode); }, [&](int) { disk->made(path); });
}

int real_fsync(int fd) {
  return static_cast<int>(::syscall(SYS_fsync, fd));
}
int real_fdatasync(int fd) {
  return static_cast<int>(::syscall(SYS_fdatasync, fd));
}

ssize_t write_there(int fd, const void* bytes, size_t length, off_t at) {
  const auto real = [&] { return ::syscall(SYS_pwrite64, fd, bytes, length, at); };
  Disk* disk = Disk::of(fd);
  if (disk == nullptr) return real();
  return disk->step("write", "", real, [&](ssize_t wrote) { disk->wrote(fd, at, wrote); });
}

int cut_file(int fd, off_t size) {
  const auto real = [&] { return static_cast<int>(::syscall(SYS_ftruncate, fd, size)); };
  Disk* disk = Disk::of(fd);
  return disk == nullptr ? real() : disk->step("cut", "", real, [&](int) { disk->cut(fd, size); });
}

int rename_file(const char* from, const char* to, unsigned flags) {
  const auto real = [&] { return static_cast<int>(::syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, flags)); };
  Disk* disk = Disk::of(to);
  return disk == nullptr ? real() : disk->step("rename to", to, real, nothing);
}

int remove_file(const char* path, int flags) {
  const auto real = [&] { return static_cast<int>(::syscall(SYS_unlinkat, AT_FDCWD, path, flags)); };
  Disk* disk = Disk::of(path);
  return disk == nullptr ? real() : disk->step("remove", path, real, nothing);
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open_file(path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open_file(path, flags, mode);
}

ssize_t pwrite(int fd, const void* bytes, size_t length, off_t at) {
  return write_there(fd, bytes, length, at);
}
ssize_t pwrite64(int fd, const void* bytes, size_t length, off64_t at) {
  return write_there(fd, bytes, length, at);
}

ssize_t write(int fd, const void* bytes, size_t length) {
  const auto real = [&] { return ::syscall(SYS_write, fd, bytes, length); };
  Disk* disk = Disk::of(fd);
  if (disk == nullptr) return real();
  const off_t at = ::lseek(fd, 0, SEEK_CUR);
  return disk->step("write", "", real, [&](ssize_t wrote) { disk->wrote(fd, at, wrote); });
}

int ftruncate(int fd, off_t size) noexcept {
  return cut_file(fd, size);
}
int ftruncate64(int fd, off64_t size) noexcept {
  return cut_file(fd, size);
}

int fsync(int fd) {
  Disk* disk = Disk::of(fd);
  return disk == nullptr ? real_fsync(fd) : disk->sync(fd, real_fsync);
}
int fdatasync(int fd) {
  Disk* disk = Disk::of(fd);
  return disk == nullptr ? real_fdatasync(fd) : disk->sync(fd, real_fdatasync);
}

int fallocate(int fd, int mode, off_t at, off_t length) {
  const auto real = [&] { return static_cast<int>(::syscall(SYS_fallocate, fd, mode, at, length)); };
  Disk* disk = Disk::of(fd);
  return disk == nullptr ? real() : disk->step("reserve", "", real, nothing);
}

int rename(const char* from, const char* to) noexcept {
  return rename_file(from, to, 0);
}
int renameat2(int, const char* from, int, const char* to, unsigned flags) noexcept {
  return rename_file(from, to, flags);
}

int unlink(const char* path) noexcept {
  return remove_file(path, 0);
}
int remove(const char* path) noexcept {
  const int removed = remove_file(path, 0);
  return removed != 0 && errno == EISDIR ? remove_file(path, AT_REMOVEDIR) : removed;
}

int mkdir(const char* path, mode_t mode) noexcept {
  const auto real = [&] { return static_cast<int>(::syscall(SYS_mkdirat, AT_FDCWD, path, mode)); };
  struct stat info {};
  Disk* disk = Disk::of(path);
  if (disk == nullptr || ::lstat(path, &info) == 0) return real();
  return disk->step("make directory", path, real, [&](int) { disk->made(path); });
}

}  // extern "C"
