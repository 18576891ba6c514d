// Alerts and reports kept until central has them durably (A1). Files in state_dir/spool/: `id`, and segments named by
// the number of their first item.
//
// Full (more than `limit_bytes` in segments): the oldest unacknowledged alerts go first, a segment's worth at a time,
// counted in `dropped`, since the faults behind them show again in outcomes or repeat; outcome reports and ends of runs
// never go. When nothing but those is left, put refuses with kNoSpace and whoever reports must wait and try again.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agent/spool/entry.h"
#include "shared/base/random.h"
#include "shared/base/result.h"
#include "shared/sys/record_log.h"
#include "shared/wire/limits.h"
#include "shared/wire/messages.h"

namespace redrive::agent {

struct SpoolOptions {
  std::filesystem::path directory;
  std::uint64_t limit_bytes = 256ULL * 1024 * 1024;
  std::uint64_t segment_bytes = 1024 * 1024;  // a segment is closed once it is this long, or an eighth of the limit
};

// Safe from any thread; everything but the getters waits for the disk.
class Spool {
 public:
  // Makes the directory and the id when missing. Items put before a crash are there again.
  static base::Result<std::unique_ptr<Spool>> open(SpoolOptions options, base::Random& random);

  // Durable when it returns well, one sync for all; numbers are given in order, without gaps as
  // long as the files are whole. After an error none of the
  // items has a number. Only the end of the agent in between can leave a part of them, which a repeat then doubles:
  // central knows items by what they say (alert id; job, device and run), not by number alone.
  base::Status put(std::span<const wire::SpoolItem> items);
  base::Status put(const wire::SpoolItem& item) { return put(std::span(&item, 1)); }

  // The items from number `from` on (or from the first one held, if that is greater), consecutive, within the bounds
  // but at least one; empty when there is none. A batch ends before a number that is gone (dropped when full,
  // unreadable); the next batch begins after it, so between batches numbers may jump.
  base::Result<wire::SpoolBatch> batch(std::uint64_t from, std::size_t max_items = wire::kMaxSpoolItems,
                                       std::size_t max_bytes = wire::kMaxSpoolBytes);

  // Central has everything up to `through`. Late, repeated and too great numbers do no harm. What is acknowledged in
  // the segment still written to may be offered again after a restart.
  base::Status acknowledged(std::uint64_t through);

  // Another limit_bytes from the next put on.
  void limit(std::uint64_t bytes);

  const std::string& id() const { return id_; }
  std::uint64_t next_number() const;   // the number the next item will get
  std::uint64_t first_number() const;  // of the oldest item not acknowledged; next_number() when there is none
  std::uint64_t bytes() const;         // in segments
  std::uint64_t dropped() const;       // alerts given up since open because the spool was full
  std::uint64_t unreadable() const;    // damaged places met since open

 private:
  struct Segment {
    std::uint64_t first = 1;
    std::uint64_t bytes = 0;
    bool may_hold_alerts = true;  // false once its alerts were dropped
    bool damage_counted = false;
  };

  Spool(SpoolOptions options, std::string id) : id_(std::move(id)), options_(std::move(options)) {}
  base::Status load();
  base::Status load_newest();
  base::Status start_segment();
  base::Status make_room(std::uint64_t needed);
  base::Status drop_alerts(std::size_t index);
  base::Status remove_front();
  base::Status each_entry(std::size_t index, const std::function<void(const SpoolEntry&)>& fn);
  std::uint64_t end_of(std::size_t index) const;  // first number after the segment
  std::uint64_t used() const;
  std::uint64_t segment_bytes() const { return std::min(options_.segment_bytes, options_.limit_bytes / 8); }
  std::uint64_t first_held() const;
  std::filesystem::path path_of(std::uint64_t first) const;

  const std::string id_;
  mutable std::mutex mutex_;  // guards everything below
  SpoolOptions options_;
  std::deque<Segment> segments_;          // by first number, never empty after load; the last one is written to
  std::optional<sys::RecordLog> writer_;  // of the last segment; empty after a failed write: then a new one is begun
  std::uint64_t next_ = 1, acked_ = 0, dropped_ = 0, unreadable_ = 0;
};

}  // namespace redrive::agent
