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
    const auto now = look_at(listed.path);  // it may have been used since it was listed
    if (!now || now->used >= limits.used_lately || ::unlink(listed.path.c_str()) != 0) continue;
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
