// The files behind the spool: opening, beginning, rewriting and removing segments.
#include <charconv>
#include <system_error>

#include "agent/spool/entry.h"
#include "agent/spool/spool.h"
#include "shared/base/names.h"
#include "shared/sys/file.h"

namespace redrive::agent {
namespace {

using base::ErrorCode;

constexpr std::string_view kSuffix = ".seg", kUnfinished = ".tmp";

base::Status remove_file(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::remove(path, error);
  if (error) return tl::unexpected(sys::errno_error("remove", path, error.value()));
  return {};
}

std::optional<std::uint64_t> segment_number(const std::filesystem::path& path) {
  std::uint64_t number = 0;
  const std::string stem = path.stem().string();
  const auto [end, error] = std::from_chars(stem.data(), stem.data() + stem.size(), number);
  if (path.extension() != kSuffix || error != std::errc{} || end != stem.data() + stem.size()) return {};
  return number;
}

base::Result<std::string> read_or_make_id(const std::filesystem::path& path, base::Random& random) {
  auto kept = sys::read_file(path, base::kMaxName);
  if (kept && base::check_name("spool", *kept)) return kept;
  if (kept || kept.error().code == ErrorCode::kNotFound) {  // an unreadable id is no id: a new one doubles, never loses
    std::string id = base::make_id("S-", random);
    if (auto written = sys::replace_file(path, id); !written) return tl::unexpected(written.error());
    return id;
  }
  return kept;
}

}  // namespace

base::Result<std::unique_ptr<Spool>> Spool::open(SpoolOptions options, base::Random& random) {
  if (auto made = sys::make_directories(options.directory); !made) return tl::unexpected(made.error());
  auto id = read_or_make_id(options.directory / "id", random);
  if (!id) return base::fail_in("spool", id.error());
  std::unique_ptr<Spool> spool(new Spool(std::move(options), std::move(*id)));
  if (auto loaded = spool->load(); !loaded) return base::fail_in("spool", loaded.error());
  return spool;
}

base::Status Spool::load() {
  std::error_code error;
  for (const auto& file : std::filesystem::directory_iterator(options_.directory, error)) {
    if (file.path().extension() == kUnfinished) {
      if (auto removed = remove_file(file.path()); !removed) return removed;
    } else if (const auto first = segment_number(file.path())) {
      segments_.push_back({*first, file.file_size(error), true, false});
    }
  }
  if (error) return tl::unexpected(sys::errno_error("list", options_.directory, error.value()));
  std::sort(segments_.begin(), segments_.end(), [](const Segment& a, const Segment& b) { return a.first < b.first; });
  if (segments_.empty()) return start_segment();
  next_ = segments_.back().first;
  return load_newest();
}

base::Status Spool::load_newest() {
  Segment& newest = segments_.back();
  auto log = sys::RecordLog::open(path_of(newest.first));
  if (!log) return tl::unexpected(log.error());
  std::uint64_t last = newest.first - 1;
  auto read = sys::read_records(path_of(newest.first), [&](std::string_view record) {
    if (const auto entry = decode_entry(record)) last = std::max(last, entry->number);
  });
  if (!read) return tl::unexpected(read.error());
  // Damage, a torn tail too, may have swallowed items whose numbers central knows: they must not be given twice.
  for (const sys::Damage& place : log->damage()) last += place.length / kEntryHead + 1;
  unreadable_ += log->damage().size();
  newest.damage_counted = true;
  newest.bytes = log->size();
  next_ = last + 1;
  const bool whole = log->damage().empty();
  writer_ = std::move(*log);
  return whole ? base::Status{} : start_segment();
}

base::Status Spool::start_segment() {
  if (!segments_.empty() && segments_.back().first == next_) {  // nothing in it was ever acknowledged as durable
    if (auto removed = remove_file(path_of(next_)); !removed) return removed;
    segments_.pop_back();
  }
  writer_.reset();
  auto log = sys::RecordLog::open(path_of(next_));
  if (!log) return tl::unexpected(log.error());
  if (auto synced = sys::sync_directory(options_.directory); !synced) return synced;
  segments_.push_back({next_, log->size(), true, false});
  writer_ = std::move(*log);
  return {};
}

base::Status Spool::make_room(std::uint64_t needed) {
  const auto fits = [&] { return used() + needed <= options_.limit_bytes; };
  for (std::size_t i = 0; !fits() && i < segments_.size();) {
    const std::size_t before = segments_.size();
    if (segments_[i].may_hold_alerts) {
      if (auto dropped = drop_alerts(i); !dropped) return dropped;
    }
    if (segments_.size() >= before) ++i;
  }
  if (fits()) return {};
  return base::fail(
      ErrorCode::kNoSpace,
      fmt::format("the spool is full: {} bytes of reports wait for central and only alerts may be dropped; "
                  "raise limits.spool_bytes or bring central back",
                  used()));
}

// Rewrites a segment without its alerts, or removes it when nothing else is in it. The newest is closed before.
base::Status Spool::drop_alerts(std::size_t index) {
  if (index + 1 == segments_.size()) {
    if (segments_[index].first == next_) return {};
    if (auto started = start_segment(); !started) return started;
  }
  std::vector<std::string> kept;
  std::uint64_t gone = 0;
  auto read = each_entry(index, [&](const SpoolEntry& entry) {
    if (entry.number <= acked_) return;
    if (entry.alert) {
      ++gone;
    } else {
      kept.emplace_back(entry.record);
    }
  });
  if (!read) return read;
  Segment& segment = segments_[index];
  if (kept.empty()) {
    if (auto removed = remove_file(path_of(segment.first)); !removed) return removed;
    segments_.erase(segments_.begin() + static_cast<std::ptrdiff_t>(index));
    dropped_ += gone;
    return {};
  }
  const auto path = path_of(segment.first),
             unfinished = std::filesystem::path(path.string() + std::string(kUnfinished));
  auto log = sys::RecordLog::open(unfinished);
  if (!log) return tl::unexpected(log.error());
  if (auto appended = log->append(kept); !appended) return appended;
  std::error_code error;
  std::filesystem::rename(unfinished, path, error);
  if (error) return tl::unexpected(sys::errno_error("rename", unfinished, error.value()));
  segment.bytes = log->size();
  segment.may_hold_alerts = false;
  dropped_ += gone;
  return sys::sync_directory(options_.directory);
}

base::Status Spool::remove_front() {
  if (auto removed = remove_file(path_of(segments_.front().first)); !removed) return removed;
  segments_.pop_front();
  return {};
}

base::Status Spool::each_entry(std::size_t index, const std::function<void(const SpoolEntry&)>& fn) {
  Segment& segment = segments_[index];
  const std::uint64_t end = end_of(index);  // later ones are left from a failed write and were given to other items
  auto damage = sys::read_records(path_of(segment.first), [&](std::string_view record) {
    const auto entry = decode_entry(record);
    if (entry && entry->number >= segment.first && entry->number < end) fn(*entry);
  });
  if (!damage) return tl::unexpected(damage.error());
  if (!std::exchange(segment.damage_counted, true)) unreadable_ += damage->size();
  return {};
}

std::uint64_t Spool::end_of(std::size_t index) const {
  return index + 1 < segments_.size() ? segments_[index + 1].first : next_;
}

std::uint64_t Spool::used() const {
  std::uint64_t sum = 0;
  for (const Segment& segment : segments_) sum += segment.bytes;
  return sum;
}

std::uint64_t Spool::first_held() const {
  return std::clamp(acked_ + 1, segments_.front().first, next_);
}

std::filesystem::path Spool::path_of(std::uint64_t first) const {
  return options_.directory / fmt::format("{:020}{}", first, kSuffix);
}

}  // namespace redrive::agent
