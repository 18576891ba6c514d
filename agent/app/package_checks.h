// Are the packages of a plan really here and whole? Their digests are computed again when a plan is made, bounded in
// bytes and time: a plan must not take minutes, and the run reads every package whole once more before it begins.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "shared/base/time.h"
#include "shared/model/job.h"
#include "shared/model/plan.h"
#include "shared/sys/content_store.h"

namespace redrive::agent {

// Remembers which files were read and found whole, by size, time of writing and inode: a file that was written since is
// read again. Damage that leaves all three as they are (a disk that forgets) is found by the run. Safe from any thread.
class PackageChecks {
 public:
  static constexpr std::uint64_t kBytes = 1024ULL * 1024 * 1024;             // read for one plan
  static constexpr base::Micros kBegin = std::chrono::seconds(5);            // no further package is begun after it
  static constexpr std::size_t kRemembered = 2 * model::kMaxPackagesPerJob;  // files

  // A damaged package is moved aside by the store, and missing from then on. One line for each that is missing, damaged
  // or was not read, and one for all the others.
  std::vector<model::PreflightCheck> check(sys::ContentStore& packages, const std::vector<model::PackageRef>& wanted,
                                           const base::Clock& clock, std::uint64_t most = kBytes);

 private:
  struct Seen {
    std::uint64_t size = 0, inode = 0;
    std::int64_t written = 0;  // nanoseconds
    bool operator==(const Seen&) const = default;
  };
  static Seen look(const std::filesystem::path& path);
  bool known(const std::string& digest, const Seen& seen) const;
  void remember(const std::string& digest, const Seen& seen);

  mutable std::mutex mutex_;
  std::map<std::string, Seen> whole_;  // by digest
};

}  // namespace redrive::agent
