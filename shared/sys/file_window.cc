#include "shared/sys/file_window.h"

#include <algorithm>
#include <cstring>

#include "shared/sys/io.h"

namespace redrive::sys {

namespace {
constexpr std::size_t kChunk = 256 * 1024;
}  // namespace

base::Result<std::string_view> FileWindow::at(std::uint64_t offset, std::size_t length) {
  if (offset < start_ || offset + length > start_ + filled_) {
    if (auto moved = move_to(offset, length); !moved) return tl::unexpected(moved.error());
  }
  const auto skip = static_cast<std::size_t>(offset - start_);
  return std::string_view(buffer_.data() + skip, std::min(length, filled_ - skip));
}

base::Status FileWindow::move_to(std::uint64_t offset, std::size_t length) {
  std::size_t kept = 0;
  if (offset >= start_ && offset < start_ + filled_) {
    kept = static_cast<std::size_t>(start_ + filled_ - offset);
    std::memmove(buffer_.data(), buffer_.data() + filled_ - kept, kept);
  }
  start_ = offset;
  filled_ = kept;
  if (buffer_.size() < std::max(length, kChunk)) buffer_.resize(std::max(length, kChunk));
  auto got = read_at(fd_, std::span(buffer_).subspan(kept), offset + kept, path_);
  if (!got) return tl::unexpected(got.error());
  filled_ += *got;
  return {};
}

}  // namespace redrive::sys
