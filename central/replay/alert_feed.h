// Recorded alerts as the decision takes them (O5): one JSON object a line, the file's order is the order of arrival.
#pragma once

#include <deque>
#include <functional>
#include <istream>
#include <optional>
#include <string>

#include "central/core/recent_ids.h"
#include "central/store/inbox.h"

namespace redrive::central {

// One thread. The clock is the greatest occurred_at so far. One that leaps more than an hour ahead of the alerts that
// follow it is a wrong clock of its sender, and does not move ours.
class AlertFeed {
 public:
  // `complain` is told of every line that is no alert ("line 7: …"); the lines beside it are read. `input` must outlive
  // the feed. Repeats of an id by the same sender within `dedupe_window` are passed over.
  AlertFeed(std::istream& input, base::Micros dedupe_window, std::function<void(const std::string&)> complain);

  // The next alert, numbered from 1 and received at the clock; nothing at the end.
  std::optional<InboxRow> next();

  std::uint64_t lines() const { return line_; }
  std::uint64_t rejected() const { return rejected_; }
  std::uint64_t repeated() const { return repeated_; }

 private:
  bool read_one();  // one more into ahead_; false at the end
  bool leaps(base::UtcTime to) const;

  std::istream& input_;
  std::function<void(const std::string&)> complain_;
  RecentIds recent_;
  std::deque<InboxRow> ahead_;  // read, not yet given: at most kAhead
  std::string text_;
  base::UtcTime clock_{};
  std::int64_t number_ = 0;
  std::uint64_t line_ = 0, rejected_ = 0, repeated_ = 0;
};

}  // namespace redrive::central
