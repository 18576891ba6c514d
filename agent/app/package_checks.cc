#include "agent/app/package_checks.h"

#include <sys/stat.h>

#include "shared/text/columns.h"

namespace redrive::agent {

using model::PreflightCheck;

PackageChecks::Seen PackageChecks::look(const std::filesystem::path& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return {};
  return {static_cast<std::uint64_t>(info.st_size), static_cast<std::uint64_t>(info.st_ino),
          static_cast<std::int64_t>(info.st_mtim.tv_sec) * 1'000'000'000 + info.st_mtim.tv_nsec};
}

bool PackageChecks::known(const std::string& digest, const Seen& seen) const {
  const std::lock_guard lock(mutex_);
  const auto found = whole_.find(digest);
  return found != whole_.end() && found->second == seen;
}

void PackageChecks::remember(const std::string& digest, const Seen& seen) {
  const std::lock_guard lock(mutex_);
  if (whole_.size() >= kRemembered) whole_.clear();
  whole_[digest] = seen;
}

std::vector<PreflightCheck> PackageChecks::check(sys::ContentStore& packages,
                                                 const std::vector<model::PackageRef>& wanted, const base::Clock& clock,
                                                 std::uint64_t most) {
  std::vector<PreflightCheck> checks;
  const auto last_begin = clock.steady() + kBegin;
  std::size_t whole = 0;
  for (const model::PackageRef& package : wanted) {
    const std::string what = "package " + package.name;
    const std::string fetched = "nothing: the run fetches it from central first and checks it";
    if (!packages.has(package.digest)) {
      checks.push_back({what, false, "not on this server", fetched});
      continue;
    }
    const Seen seen = look(packages.path_of(package.digest));
    if (known(package.digest, seen)) {
      ++whole;
      continue;
    }
    if (seen.size > most || clock.steady() > last_begin) {
      checks.push_back({what, true,
                        fmt::format("{} here, too much to read for a plan: the run checks it before it begins",
                                    text::size_words(seen.size)),
                        ""});
      continue;
    }
    most -= seen.size;
    if (auto good = packages.verify(package.digest); good) {
      remember(package.digest, seen);
      ++whole;
    } else if (packages.has(package.digest)) {
      checks.push_back({what, false, "cannot be read: " + good.error().message, "look at the disk of this server"});
    } else {
      checks.push_back({what, false, "damaged on this server: " + good.error().message, fetched});
    }
  }
  if (whole > 0) checks.push_back({"packages", true, fmt::format("{} of {} read and whole", whole, wanted.size()), ""});
  return checks;
}

}  // namespace redrive::agent
