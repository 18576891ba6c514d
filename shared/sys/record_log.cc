#include "shared/sys/record_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "shared/sys/io.h"
#include "shared/sys/record_format.h"
#include "shared/sys/record_scan.h"

namespace redrive::sys {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kGather = 1024 * 1024;  // small records go out together, in pieces of about this size

base::Status sync(int fd, const std::filesystem::path& path) {
  if (uninterrupted([&] { return ::fdatasync(fd); }) == 0) return {};
  return tl::unexpected(errno_error("sync", path, errno));
}

base::Status cut(int fd, std::uint64_t size, const std::filesystem::path& path) {
  if (uninterrupted([&] { return ::ftruncate(fd, static_cast<off_t>(size)); }) == 0) return {};
  return tl::unexpected(errno_error("cut the unfinished end off", path, errno));
}

}  // namespace

base::Result<RecordLog> RecordLog::open(const std::filesystem::path& path) {
  auto fd = open_regular(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0640);
  if (!fd) return tl::unexpected(fd.error());
  RecordLog log(std::move(*fd), path);
  const int file = log.fd_.get();
  if (auto locked = lock_now(file, path); !locked) return tl::unexpected(locked.error());
  const auto size = size_of_file(file, path);
  if (!size) return tl::unexpected(size.error());
  auto scan = scan_records(file, path, *size, [](std::string_view) {});
  if (!scan) return tl::unexpected(scan.error());
  log.damage_ = std::move(scan->damage);
  log.size_ = scan->good_end;
  // Synced even when nothing is cut: the last append before a crash may have reached the file but not the disk, and
  // whoever reads it now takes it for durable. An empty log may be a new one, whose name is not durable yet.
  base::Status done;
  if (log.size_ < scan->size) done = cut(file, log.size_, path);
  if (done) done = sync(file, path);
  if (done && log.size_ == 0) done = sync_directory(path.parent_path());
  if (!done) return tl::unexpected(done.error());
  return log;
}

base::Status RecordLog::write(std::span<const std::string> records, std::uint64_t& end) {
  std::string gathered;
  const auto flush = [&](std::string_view bytes) -> base::Status {
    auto written = write_at(fd_.get(), bytes, end, path_);
    end += bytes.size();
    return written;
  };
  for (const auto& record : records) {
    const auto header = encode_header(record);
    gathered.append(header.data(), header.size());
    if (record.size() < kGather) gathered.append(record);
    if (gathered.size() < kGather && record.size() < kGather) continue;
    if (auto written = flush(gathered); !written) return written;
    gathered.clear();
    if (record.size() < kGather) continue;
    if (auto written = flush(record); !written) return written;
  }
  return flush(gathered);
}

base::Status RecordLog::append(std::span<const std::string> records) {
  if (records.empty()) return {};
  if (broken_)
    return fail(ErrorCode::kFailed, path_.string() + " takes no more records after a failed write: open it again");
  if (std::any_of(records.begin(), records.end(), [](const auto& record) { return record.size() > kMaxRecord; })) {
    return fail(ErrorCode::kInvalid, "a record for " + path_.string() + " is longer than 64 MiB");
  }
  std::uint64_t end = size_;
  auto done = write(records, end);
  if (done) done = sync(fd_.get(), path_);
  if (done) {
    size_ = end;
  } else {
    broken_ = !cut(fd_.get(), size_, path_);
  }
  return done;
}

}  // namespace redrive::sys
