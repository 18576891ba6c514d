// The inbox: every alert taken, append-only, in order of arrival. No index but the row number: repeats are recognised from
// the bounded index of recent ids (core/recent_ids.h), rebuilt from here at start.
#pragma once

#include <functional>
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
};

struct AlertListRow {
  InboxRow row;
  AlertDecision decision;
};

struct AlertFilter {
  std::string server, device, job, failure_type, ticket;  // exact, empty = any
  base::UtcTime since{};                                   // received at or after
};

base::Status append_alerts(Database& db, std::span<InboxRow> rows);  // sets each row's number
base::Result<std::vector<InboxRow>> undecided_alerts(Database& db, std::size_t limit);  // in order
// Marks everything up to the last decision as decided; decisions come in order of number.
base::Status record_decisions(Database& db, std::span<const AlertDecision> decisions);
base::Result<Page<AlertListRow>> list_alerts(Database& db, const AlertFilter& filter, const PageRequest& page);
// Every alert received at or after `since`, oldest first, for the index of recent ids.
base::Status each_recent_id(Database& db, base::UtcTime since,
                            const std::function<void(std::string_view sender, std::string_view id, base::UtcTime received)>& each);

}  // namespace redrive::central
