// An append-only file of records, each with length and checksum, for the job log and the spool. Format:
// docs/formats.md. A torn tail is cut off, damage in the middle is skipped and reported, nothing good is lost with it.
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

// Neighbouring damage is one; past kMaxDamage places the last one stands for the rest, with their bytes added up.
inline constexpr std::size_t kMaxDamage = 1000;
struct Damage {
  std::uint64_t offset = 0, length = 0;  // bytes of the file that hold no readable record
  std::string what;                      // "torn tail", "checksum mismatch", …
};

// Reads a log that another process may be appending to (what it is just writing shows as a torn tail); changes nothing.
// Calls `each` for every good record in order; the view ends with the call. Memory: about the largest record. An error
// (no such file, not a regular file, the disk does not read) may come after some records.
base::Result<std::vector<Damage>> read_records(const std::filesystem::path& path,
                                               const std::function<void(std::string_view record)>& each);
// The first `size` bytes of an open one, with nothing but pread; `path` is for the error's text.
base::Result<std::vector<Damage>> read_records(int fd, const std::filesystem::path& path, std::uint64_t size,
                                               const std::function<void(std::string_view record)>& each);

// The writing end; one per file (a second is refused with kConflict), one thread. After a failed append or sync the
// file is cut back to its last good end, and the object refuses further appends if even that fails. A record whose
// append failed may still be there after a power cut: give records ids where that matters.
class RecordLog {
 public:
  // Opens or makes the file, and cuts a torn tail off (reported in `damage()`).
  static base::Result<RecordLog> open(const std::filesystem::path& path);
  // Durable (fdatasync) when it returns well; several records cost one sync. kInvalid, and nothing written, when one is
  // longer than kMaxRecord; kNoSpace when the disk is full, and a later append may succeed.
  base::Status append(std::span<const std::string> records);
  const std::vector<Damage>& damage() const { return damage_; }
  std::uint64_t size() const { return size_; }

 private:
  RecordLog(Fd fd, std::filesystem::path path) : fd_(std::move(fd)), path_(std::move(path)) {}
  base::Status write(std::span<const std::string> records, std::uint64_t& end);
  Fd fd_;
  std::filesystem::path path_;
  std::uint64_t size_ = 0;
  bool broken_ = false;
  std::vector<Damage> damage_;
};

}  // namespace redrive::sys
