// What the file code here has in common: calls repeated when a signal interrupts them, whole reads and writes at an
// offset, regular files only.
#pragma once

#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

#include "shared/base/result.h"
#include "shared/sys/file.h"

namespace redrive::sys {

template <typename Call>
auto uninterrupted(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

// open(2) with O_CLOEXEC. kInvalid when it is not a regular file; does not hang on a pipe.
base::Result<Fd> open_regular(const std::filesystem::path& path, int flags, mode_t mode = 0);

// All of `bytes`, or an error and an unknown part of them. `path` is for the error's text.
base::Status write_at(int fd, std::string_view bytes, std::uint64_t offset, const std::filesystem::path& path);

// Fills `out` as far as the file reaches; how many bytes that was.
base::Result<std::size_t> read_at(int fd, std::span<char> out, std::uint64_t offset, const std::filesystem::path& path);

base::Result<std::uint64_t> size_of_file(int fd, const std::filesystem::path& path);

// Takes the whole file as ours (flock) without waiting; kConflict when another descriptor has it.
base::Status lock_now(int fd, const std::filesystem::path& path);

// True while `path` is a name of the file that `fd` has open: not renamed, removed or replaced since.
bool still_named(const std::filesystem::path& path, int fd);

}  // namespace redrive::sys
