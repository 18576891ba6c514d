#include "agent/spool/spool.h"

#include "agent/spool/entry.h"
#include "shared/sys/file.h"
#include "shared/wire/codec.h"

namespace redrive::agent {

using base::ErrorCode;

base::Status Spool::put(std::span<const wire::SpoolItem> items) {
  if (items.empty()) return {};
  const std::scoped_lock lock(mutex_);
  std::vector<std::string> records;
  std::uint64_t needed = 0;
  for (const wire::SpoolItem& item : items) {
    records.push_back(encode_entry(next_ + records.size(), item));
    needed += records.back().size();
  }
  if (auto room = make_room(needed); !room) return room;
  if (!writer_ || segments_.back().bytes >= segment_bytes()) {
    if (auto started = start_segment(); !started) return started;
  }
  if (auto appended = writer_->append(records); !appended) {
    writer_.reset();  // what the file now ends with is uncertain: a new segment makes it irrelevant
    return base::fail_in("spool", appended.error());
  }
  segments_.back().bytes = writer_->size();
  next_ += items.size();
  return {};
}

base::Result<wire::SpoolBatch> Spool::batch(std::uint64_t from, std::size_t max_items, std::size_t max_bytes) {
  const std::scoped_lock lock(mutex_);
  const std::uint64_t start = std::max(from, first_held());
  wire::SpoolBatch batch{id_, start, {}};
  std::size_t bytes = 0;
  bool full = false;
  const auto take = [&](const SpoolEntry& entry) {
    if (full || entry.number < start) return;
    const bool begun = !batch.items.empty(), gap = begun && entry.number != batch.first_number + batch.items.size();
    full = gap || (begun && (batch.items.size() >= max_items || bytes + entry.item.size() > max_bytes));
    if (full) return;
    auto item = wire::decode_item(entry.item);
    if (!item) {
      full = begun;  // as good as gone
      return;
    }
    if (!begun) batch.first_number = entry.number;
    batch.items.push_back(std::move(*item));
    bytes += entry.item.size();
  };
  for (std::size_t i = 0; i < segments_.size() && !full; ++i) {
    if (end_of(i) <= start) continue;
    if (auto read = each_entry(i, take); !read) return tl::unexpected(read.error());
  }
  return batch;
}

base::Status Spool::acknowledged(std::uint64_t through) {
  const std::scoped_lock lock(mutex_);
  through = std::min(through, next_ - 1);
  if (through <= acked_) return {};
  acked_ = through;
  // The newest segment stays while it is short: making a new one for every acknowledgement would cost more syncs than
  // it saves repeats.
  const bool all = acked_ == next_ - 1;
  if (all && segments_.back().bytes >= segment_bytes() / 4) {
    if (auto started = start_segment(); !started) return started;
  }
  while (segments_.size() > 1 && end_of(0) <= acked_ + 1) {
    if (auto removed = remove_front(); !removed) return removed;
  }
  return {};
}

void Spool::limit(std::uint64_t bytes) {
  const std::scoped_lock lock(mutex_);
  options_.limit_bytes = bytes;
}

std::uint64_t Spool::next_number() const {
  const std::scoped_lock lock(mutex_);
  return next_;
}

std::uint64_t Spool::first_number() const {
  const std::scoped_lock lock(mutex_);
  return first_held();
}

std::uint64_t Spool::bytes() const {
  const std::scoped_lock lock(mutex_);
  return used();
}

std::uint64_t Spool::dropped() const {
  const std::scoped_lock lock(mutex_);
  return dropped_;
}

std::uint64_t Spool::unreadable() const {
  const std::scoped_lock lock(mutex_);
  return unreadable_;
}

}  // namespace redrive::agent
