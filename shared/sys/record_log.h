// An append-only file of records, each with length and checksum, for the job log and the spool. Format: docs/formats.md.
// A torn tail is cut off, damage in the middle is skipped and reported, nothing good is lost with it.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"
#include "shared/sys/file.h"

namespace redrive::sys {

inline constexpr std::size_t kMaxRecord = 64 * 1024 * 1024;

struct Damage {
  std::uint64_t offset = 0, length = 0;  // bytes of the file that hold no readable record
  std::string what;                      // "torn tail", "checksum mismatch", …
};

// Reads a log that another process may be appending to; changes nothing. Calls `each` for every good record in order.
base::Result<std::vector<Damage>> read_records(const std::filesystem::path& path,
                                               const std::function<void(std::string_view record)>& each);

// The writing end; one per file. After a failed append or sync the file is cut back to its last good end, and the object
// refuses further appends if even that fails.
class RecordLog {
 public:
  // Opens or makes the file, and cuts a torn tail off (reported in `damage()`).
  static base::Result<RecordLog> open(const std::filesystem::path& path);
  // Durable (fdatasync) when it returns well; several records cost one sync.
  base::Status append(std::span<const std::string> records);
  const std::vector<Damage>& damage() const { return damage_; }
  std::uint64_t size() const { return size_; }

 private:
  RecordLog(Fd fd, std::filesystem::path path) : fd_(std::move(fd)), path_(std::move(path)) {}
  Fd fd_;
  std::filesystem::path path_;
  std::uint64_t size_ = 0;
  bool broken_ = false;
  std::vector<Damage> damage_;
};

}  // namespace redrive::sys
