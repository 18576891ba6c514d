#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <system_error>
#include <vector>

#include "shared/sys/content_store.h"
#include "shared/sys/io.h"

namespace redrive::sys {
namespace {

struct Whole {
  std::filesystem::path path;
  std::string digest;
  std::uint64_t bytes = 0;
  base::UtcTime used{};
};

base::UtcTime to_utc(const struct timespec& at) {
  return base::utc_from_micros(at.tv_sec * 1'000'000 + at.tv_nsec / 1'000);
}

std::optional<Whole> look_at(const std::filesystem::path& path) {
  Whole whole{path, "blake2b:" + path.filename().string(), 0, {}};
  struct stat info {};
  if (!base::check_digest(whole.digest) || ::lstat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return {};
  whole.bytes = static_cast<std::uint64_t>(info.st_size);
  whole.used = std::max(to_utc(info.st_atim), to_utc(info.st_mtim));
  return whole;
}

}  // namespace

base::Result<Fd> ContentStore::hold_names() const {
  Fd held(uninterrupted([&] { return ::open(directory_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
  if (!held || uninterrupted([&] { return ::flock(held.get(), LOCK_EX); }) != 0) {
    return tl::unexpected(errno_error("lock", directory_, errno));
  }
  return held;
}

// The time is told to the file, not to where it is mounted: reading counts for nothing under noatime.
base::Status ContentStore::use(std::string_view digest) const {
  if (auto checked = base::check_digest(digest); !checked) return checked;
  const auto path = path_of(digest);
  const auto held = hold_names();
  if (!held) return tl::unexpected(held.error());
  const auto file = open_regular(path, O_RDONLY | O_NOFOLLOW);
  if (!file) return tl::unexpected(file.error());
  const struct timespec now[] = {{0, UTIME_NOW}, {0, UTIME_OMIT}};
  if (::futimens(file->get(), now) != 0) return tl::unexpected(errno_error("mark as used", path, errno));
  return {};
}

// It may have been used since it was listed.
base::Result<bool> ContentStore::remove_unused(const std::filesystem::path& path, base::UtcTime since) {
  // Open until the names are given up: only then the disk takes its time to free what may be gigabytes.
  const auto file = open_regular(path, O_RDONLY | O_NOFOLLOW);
  const auto held = hold_names();
  if (!held) return tl::unexpected(held.error());
  const auto now = look_at(path);
  return now && now->used < since && ::unlink(path.c_str()) == 0;
}

base::Result<ContentStore::Trimmed> ContentStore::trim(const TrimLimits& limits) {
  std::vector<Whole> all;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(directory_, error), end; !error && entry != end;
       entry.increment(error)) {
    if (auto whole = look_at(entry->path())) all.push_back(std::move(*whole));
  }
  if (error) return tl::unexpected(errno_error("list", directory_, error.value()));
  std::sort(all.begin(), all.end(), [](const Whole& a, const Whole& b) { return a.used < b.used; });
  Trimmed trimmed;
  for (const Whole& whole : all) trimmed.kept_bytes += whole.bytes;
  for (const Whole& listed : all) {
    const bool too_old = listed.used<limits.unused_since, too_much = trimmed.kept_bytes> limits.bytes;
    if ((!too_old && !too_much) || limits.needed.contains(listed.digest)) continue;
    const auto removed = remove_unused(listed.path, limits.used_lately);
    if (!removed) return tl::unexpected(removed.error());
    if (!*removed) continue;
    ++trimmed.removed;
    trimmed.removed_bytes += listed.bytes;
    trimmed.kept_bytes -= listed.bytes;
  }
  if (trimmed.removed > 0) {
    if (auto synced = sync_directory(directory_); !synced) return tl::unexpected(synced.error());
  }
  return trimmed;
}

}  // namespace redrive::sys
