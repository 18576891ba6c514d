#include <fcntl.h>
#include <unistd.h>

#include <array>

#include "shared/sys/file.h"
#include "shared/sys/io.h"

namespace redrive::sys {
namespace {

// ", held by process 4711" where the owner has written its number.
std::string owner_of(int fd) {
  std::array<char, 20> text{};
  const ssize_t got = uninterrupted([&] { return ::pread(fd, text.data(), text.size(), 0); });
  const std::string_view read(text.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
  const auto number = read.substr(0, read.find_first_not_of("0123456789"));
  return number.empty() ? "" : ", held by process " + std::string(number);
}

}  // namespace

base::Result<OwnerLock> OwnerLock::take(const std::filesystem::path& path) {
  auto fd = open_regular(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0640);
  if (!fd) return tl::unexpected(fd.error());
  if (auto locked = lock_now(fd->get(), path); !locked) {
    if (locked.error().code == base::ErrorCode::kConflict) locked.error().message += owner_of(fd->get());
    return tl::unexpected(locked.error());
  }
  // The number only helps people; a full disk must not keep the owner from starting, a stale number must not stay.
  if (::ftruncate(fd->get(), 0) == 0) {
    static_cast<void>(write_at(fd->get(), std::to_string(::getpid()) + "\n", 0, path));
  }
  return OwnerLock(std::move(*fd));
}

}  // namespace redrive::sys
