#include "shared/sys/content_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <system_error>

#include "shared/sys/hash_file.h"
#include "shared/sys/io.h"

namespace redrive::sys {

using base::ErrorCode;
using base::fail;

namespace {

constexpr const char *kPartial = "partial", *kCorrupt = "corrupt";

bool regular_file(const std::filesystem::path& path, struct stat& info) {
  return !path.empty() && ::lstat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

base::UtcTime written_at(const struct stat& info) {
  return base::utc_from_micros(info.st_mtim.tv_sec * 1'000'000 + info.st_mtim.tv_nsec / 1'000);
}

// The lock is a writer's: while one has the file it stays. It is checked again under the lock that the name has not
// gone to another file since.
bool remove_if_stale(const std::filesystem::path& path, base::UtcTime older_than) {
  struct stat info {};
  if (!regular_file(path, info) || written_at(info) >= older_than) return false;
  auto fd = open_regular(path, O_RDONLY | O_NOFOLLOW);
  return fd && lock_now(fd->get(), path) && still_named(path, fd->get()) && ::unlink(path.c_str()) == 0;
}

base::Result<std::string> digest_of_file(int fd, const std::filesystem::path& path) {
  base::Hasher hasher;
  auto hashed = hash_file(fd, path, hasher);
  if (!hashed) return tl::unexpected(hashed.error());
  return hasher.finish();
}

}  // namespace

base::Result<ContentStore> ContentStore::open(const std::filesystem::path& directory) {
  auto made = make_directories(directory);
  if (made) made = make_directory(directory / kPartial);
  if (made) made = make_directory(directory / kCorrupt);
  if (!made) return tl::unexpected(made.error());
  return ContentStore(directory);
}

std::filesystem::path ContentStore::path_of(std::string_view digest) const {
  if (!base::check_digest(digest)) return {};
  return directory_ / base::digest_hex(digest);
}

std::filesystem::path ContentStore::partial_of(std::string_view digest) const {
  return directory_ / kPartial / base::digest_hex(digest);
}

bool ContentStore::has(std::string_view digest) const {
  struct stat info {};
  return regular_file(path_of(digest), info);
}

std::uint64_t ContentStore::size_of(std::string_view digest) const {
  struct stat info {};
  return regular_file(path_of(digest), info) ? static_cast<std::uint64_t>(info.st_size) : 0;
}

std::uint64_t ContentStore::held_for(std::string_view digest) const {
  constexpr std::uint64_t kBlock = 512;  // of st_blocks, whatever the file system's are
  struct stat info {};
  if (!base::check_digest(digest) || !regular_file(partial_of(digest), info)) return 0;
  return static_cast<std::uint64_t>(info.st_blocks) * kBlock;
}

base::Status ContentStore::verify(std::string_view digest) {
  if (auto used = use(digest); !used) return used;
  const auto path = path_of(digest);
  auto fd = open_regular(path, O_RDONLY | O_NOFOLLOW);
  if (!fd) return tl::unexpected(fd.error());
  auto found = digest_of_file(fd->get(), path);
  if (!found) return tl::unexpected(found.error());
  return *found == digest ? base::Status{} : move_aside(digest, fd->get());
}

base::Status ContentStore::move_aside(std::string_view digest, int damaged) {
  const auto path = path_of(digest), aside = directory_ / kCorrupt / base::digest_hex(digest);
  const auto held = hold_names();
  if (!held) return tl::unexpected(held.error());
  if (!still_named(path, damaged)) {
    return fail(ErrorCode::kConflict, path.string() + " was damaged, and replaced while it was looked at");
  }
  if (::rename(path.c_str(), aside.c_str()) != 0) return tl::unexpected(errno_error("move aside", path, errno));
  for (const auto& directory : {directory_, directory_ / kCorrupt}) {
    if (auto synced = sync_directory(directory); !synced) return synced;
  }
  return fail(ErrorCode::kCorrupt, path.string() + " does not match its digest; it is now " + aside.string());
}

base::Result<std::string> ContentStore::read(std::string_view digest, std::uint64_t offset, std::size_t length) const {
  if (auto checked = base::check_digest(digest); !checked) return tl::unexpected(checked.error());
  const auto path = path_of(digest);
  auto fd = open_regular(path, O_RDONLY | O_NOFOLLOW);
  if (!fd) return tl::unexpected(fd.error());
  auto size = size_of_file(fd->get(), path);
  if (!size) return tl::unexpected(size.error());
  std::string bytes(static_cast<std::size_t>(std::min<std::uint64_t>(length, *size - std::min(*size, offset))), '\0');
  auto got = read_at(fd->get(), bytes, offset, path);
  if (!got) return tl::unexpected(got.error());
  bytes.resize(*got);
  return bytes;
}

base::Result<ContentStore::Writer> ContentStore::receive(std::string_view digest, std::uint64_t size) {
  if (auto checked = base::check_digest(digest); !checked) return tl::unexpected(checked.error());
  const auto partial = partial_of(digest);
  auto fd = open_regular(partial, O_RDWR | O_CREAT | O_NOFOLLOW, 0640);
  if (!fd) return tl::unexpected(fd.error());
  if (auto locked = lock_now(fd->get(), partial); !locked) return tl::unexpected(locked.error());
  if (!still_named(partial, fd->get())) {
    return fail(ErrorCode::kConflict, partial.string() + " was finished or removed just now by another writer");
  }
  if (has(digest)) {
    ::unlink(partial.c_str());
    return fail(ErrorCode::kConflict, std::string(digest) + " is already whole in " + directory_.string());
  }
  Writer writer(*this, std::move(*fd), std::string(digest), size);
  auto ready = writer.resume();
  if (ready) ready = writer.reserve();
  if (!ready) return tl::unexpected(ready.error());
  return writer;
}

base::Result<std::size_t> ContentStore::clean_partials(base::UtcTime older_than) {
  std::size_t removed = 0;
  for (const auto* kind : {kPartial, kCorrupt}) {
    std::error_code error;
    for (std::filesystem::directory_iterator entry(directory_ / kind, error), end; !error && entry != end;
         entry.increment(error)) {
      if (remove_if_stale(entry->path(), older_than)) ++removed;
    }
    if (error) return tl::unexpected(errno_error("list", directory_ / kind, error.value()));
  }
  return removed;
}

}  // namespace redrive::sys
