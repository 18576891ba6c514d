// A part of a file held in memory, moved along as it is read: memory for the largest piece asked for, not for the file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

#include "shared/base/result.h"

namespace redrive::sys {

class FileWindow {
 public:
  // Neither is owned: both must outlive the window.
  FileWindow(int fd, const std::filesystem::path& path) : fd_(fd), path_(path) {}

  // `length` bytes from `offset` on, fewer at the end of the file. Valid until the next call.
  base::Result<std::string_view> at(std::uint64_t offset, std::size_t length);

 private:
  base::Status move_to(std::uint64_t offset, std::size_t length);

  int fd_;
  const std::filesystem::path& path_;
  std::vector<char> buffer_;
  std::uint64_t start_ = 0;  // the file's offset of buffer_[0]
  std::size_t filled_ = 0;
};

}  // namespace redrive::sys
