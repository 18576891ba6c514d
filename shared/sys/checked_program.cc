#include "shared/sys/checked_program.h"

#include <fcntl.h>
#include <sys/mman.h>

#include <vector>

#include "shared/base/digest.h"
#include "shared/sys/io.h"

namespace redrive::sys {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::size_t kPiece = 256 * 1024;
constexpr unsigned kExecutable = 0x10;  // MFD_EXEC: asked for since Linux 6.3, not known before

Fd open_memory() {
  const unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  Fd memory(::memfd_create("redrive-tool", flags | kExecutable));
  if (!memory && errno == EINVAL) memory = Fd(::memfd_create("redrive-tool", flags));
  return memory;
}

}  // namespace

base::Result<Fd> checked_program(const std::filesystem::path& file, std::uint64_t size, std::string_view digest) {
  const auto from = open_regular(file, O_RDONLY | O_NOFOLLOW);
  if (!from) return tl::unexpected(from.error());
  const auto here = size_of_file(from->get(), file);
  if (!here) return tl::unexpected(here.error());
  if (*here != size)
    return fail(ErrorCode::kCorrupt, fmt::format("{} has {} bytes, not {}", file.string(), *here, size));
  Fd memory = open_memory();
  if (!memory) return tl::unexpected(errno_error("make room in memory for", file, errno));
  base::Hasher hasher;
  std::vector<char> piece(kPiece);
  for (std::uint64_t at = 0; at < size;) {
    const auto got = read_at(from->get(), std::span(piece), at, file);
    if (!got) return tl::unexpected(got.error());
    const std::string_view bytes(piece.data(), *got);
    if (bytes.empty()) return fail(ErrorCode::kCorrupt, file.string() + " has become shorter");
    hasher.update(bytes);
    if (auto written = write_at(memory.get(), bytes, at, file); !written) return tl::unexpected(written.error());
    at += bytes.size();
  }
  if (const auto found = hasher.finish(); found != digest) {
    return fail(ErrorCode::kCorrupt, fmt::format("{} is not what it was meant to be: its digest is {}, not {}",
                                                 file.string(), found, digest));
  }
  if (::fcntl(memory.get(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0)
    return tl::unexpected(errno_error("seal", file, errno));
  return memory;
}

}  // namespace redrive::sys
