// The inbox: every alert taken, append-only, in order of arrival. No index but the row number: repeats are recognised
// from the bounded index of recent ids (core/recent_ids.h), rebuilt from here at start.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "central/store/database.h"
#include "central/store/page.h"
#include "shared/model/alert.h"

namespace redrive::central {

struct InboxRow {
  std::int64_t number = 0;  // given by append
  base::UtcTime received_at{};
  model::AlertSource source = model::AlertSource::kHttp;
  std::string sender;
  model::Alert alert;
};

// What was decided about one alert; absent while it is pending.
struct AlertDecision {
  std::int64_t number = 0;
  std::string failure_type;  // after classification
  std::string ticket;        // opened or joined, or empty
  std::string reason;        // in words
  bool counted = false;      // a failure that its record counts; not evidence, nor what was history when it came
};

struct AlertListRow {
  InboxRow row;
  AlertDecision decision;  // number 0 while pending
};

struct AlertFilter {
  std::string server, device, job, failure_type, ticket;  // exact, empty = any
  base::UtcTime since{};                                  // received at or after
  bool oldest_first = false;                              // in order of arrival, instead of newest first
};

struct AlertCounts {
  std::uint64_t stored = 0;   // ever taken: the number of the last row
  std::uint64_t pending = 0;  // of these not yet decided
};

// Sets each row's number: 1, 2, 3, … without gaps. Inside the caller's transaction, as record_decisions.
base::Status append_alerts(Database& db, std::span<InboxRow> rows);
base::Result<std::vector<InboxRow>> undecided_alerts(Database& db, std::size_t limit);  // in order
// Marks everything up to the last decision as decided; decisions come in order of number (kConflict otherwise).
base::Status record_decisions(Database& db, std::span<const AlertDecision> decisions);
// A ticket opened later took an alert that was decided to belong to none.
base::Status set_decision_ticket(Database& db, std::int64_t number, const std::string& ticket);
base::Result<AlertCounts> count_alerts(Database& db);  // reads one row
base::Result<std::optional<AlertListRow>> find_alert(Database& db, std::int64_t number);
// Looks at kAlertScan rows at most for one page: a page may be short, even empty, and still have a next one.
// Oldest first, rows that arrive meanwhile come at the end.
inline constexpr std::int64_t kAlertScan = 100'000;
base::Result<Page<AlertListRow>> list_alerts(Database& db, const AlertFilter& filter, const PageRequest& page);
// Every alert received at or after `since`, oldest first, for the index of recent ids. Exact as long as the clock that
// stamped the rows never went back by a day or more.
base::Status each_recent_id(
    Database& db, base::UtcTime since,
    const std::function<void(std::string_view sender, std::string_view id, base::UtcTime received)>& each);

}  // namespace redrive::central
