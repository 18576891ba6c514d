#include "shared/sys/record_scan.h"

#include <fcntl.h>

#include <optional>

#include "shared/sys/file_window.h"
#include "shared/sys/io.h"
#include "shared/sys/record_format.h"

namespace redrive::sys {
namespace {

class Scan {
 public:
  Scan(int fd, const std::filesystem::path& path, std::uint64_t size) : window_(fd, path), size_(size) {}
  base::Result<ScanResult> run(const std::function<void(std::string_view record)>& each);

 private:
  base::Result<std::optional<RecordHeader>> header_at(std::uint64_t offset);
  base::Result<std::uint64_t> after_damaged_record(std::uint64_t offset, std::uint64_t end);
  base::Result<std::uint64_t> next_header(std::uint64_t from);
  // The good record at offset, if there is one; else the damage is noted. Where to go on.
  base::Result<std::uint64_t> step(std::uint64_t offset, const std::function<void(std::string_view)>& each);
  void note(std::uint64_t from, std::uint64_t to, std::string_view what);

  FileWindow window_;
  std::uint64_t size_;
  ScanResult result_;
};

base::Result<std::optional<RecordHeader>> Scan::header_at(std::uint64_t offset) {
  return window_.at(offset, kHeaderBytes).map([](std::string_view bytes) { return decode_header(bytes); });
}

// The first offset from `from` on where a header stands, or the file's end.
base::Result<std::uint64_t> Scan::next_header(std::uint64_t from) {
  constexpr std::size_t kStride = 64 * 1024;
  while (from < size_) {
    auto bytes = window_.at(from, kStride);
    if (!bytes) return tl::unexpected(bytes.error());
    if (bytes->size() < kHeaderBytes) break;
    std::size_t found = bytes->find(kRecordMagic);
    if (found == std::string_view::npos) {
      from += bytes->size() - kRecordMagic.size() + 1;
      continue;
    }
    from += found;
    auto header = header_at(from);
    if (!header) return tl::unexpected(header.error());
    if (*header) return from;
    ++from;
  }
  return size_;
}

// The length in a good header is trusted when it leads to the end or to another header: what the damaged record holds
// is then skipped unread, even if it looks like records. Otherwise bytes are missing or added, and only a search helps.
base::Result<std::uint64_t> Scan::after_damaged_record(std::uint64_t offset, std::uint64_t end) {
  if (end == size_) return end;
  if (end < size_) {
    auto follower = header_at(end);
    if (!follower) return tl::unexpected(follower.error());
    if (*follower) return end;
  }
  return next_header(offset + 1);
}

base::Result<std::uint64_t> Scan::step(std::uint64_t offset, const std::function<void(std::string_view)>& each) {
  auto header = header_at(offset);
  if (!header) return tl::unexpected(header.error());
  if (!*header) {
    auto next = next_header(offset + 1);
    if (next) note(offset, *next, "no record header");
    return next;
  }
  const std::uint64_t begin = offset + kHeaderBytes, end = begin + (*header)->length;
  if (end <= size_) {
    auto record = window_.at(begin, (*header)->length);
    if (!record) return tl::unexpected(record.error());
    if (record->size() == (*header)->length && record_sum(*record) == (*header)->sum) {
      each(*record);
      result_.good_end = end;
      return end;
    }
  }
  auto next = after_damaged_record(offset, end);
  if (next) note(offset, *next, "checksum mismatch");
  return next;
}

void Scan::note(std::uint64_t from, std::uint64_t to, std::string_view what) {
  auto& damage = result_.damage;
  if (!damage.empty() && damage.back().offset + damage.back().length == from) {
    damage.back().length += to - from;
  } else if (damage.size() == kMaxDamage) {
    damage.back().length += to - from;
    damage.back().what = "here and in later places";
  } else {
    damage.push_back({from, to - from, std::string(what)});
  }
}

base::Result<ScanResult> Scan::run(const std::function<void(std::string_view record)>& each) {
  for (std::uint64_t offset = 0; offset < size_;) {
    auto next = step(offset, each);
    if (!next) return tl::unexpected(next.error());
    offset = *next;
  }
  if (result_.good_end < size_ && result_.damage.size() < kMaxDamage) result_.damage.back().what = "torn tail";
  result_.size = size_;
  return std::move(result_);
}

}  // namespace

base::Result<ScanResult> scan_records(int fd, const std::filesystem::path& path, std::uint64_t size,
                                      const std::function<void(std::string_view record)>& each) {
  return Scan(fd, path, size).run(each);
}

base::Result<std::vector<Damage>> read_records(const std::filesystem::path& path,
                                               const std::function<void(std::string_view record)>& each) {
  auto fd = open_regular(path, O_RDONLY | O_NOFOLLOW);
  if (!fd) return tl::unexpected(fd.error());
  const auto size = size_of_file(fd->get(), path);
  if (!size) return tl::unexpected(size.error());
  return read_records(fd->get(), path, *size, each);
}

base::Result<std::vector<Damage>> read_records(int fd, const std::filesystem::path& path, std::uint64_t size,
                                               const std::function<void(std::string_view record)>& each) {
  return scan_records(fd, path, size, each).map([](ScanResult&& result) { return std::move(result.damage); });
}

}  // namespace redrive::sys
