#include "shared/sys/hash_file.h"

#include <vector>

#include "shared/sys/io.h"

namespace redrive::sys {

base::Result<std::uint64_t> hash_file(int fd, const std::filesystem::path& path, base::Hasher& hasher) {
  std::vector<char> buffer(256 * 1024);
  for (std::uint64_t offset = 0;;) {
    auto got = read_at(fd, buffer, offset, path);
    if (!got) return tl::unexpected(got.error());
    hasher.update({buffer.data(), *got});
    offset += *got;
    if (*got < buffer.size()) return offset;
  }
}

}  // namespace redrive::sys
