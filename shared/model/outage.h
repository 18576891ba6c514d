// An entry of the outage list: while it lasts, what it covers makes no ticket (A5).
#pragma once

#include <optional>
#include <string>

#include "shared/base/time.h"
#include "shared/model/occurrences.h"

namespace redrive::model {

// The end of what recurs for ever.
inline constexpr base::UtcTime kEndless{base::Micros{253'402'300'799'000'000}};  // 9999-12-31T23:59:59Z

struct Outage {
  std::string id;      // "O-…" for those made or imported at run time; "config:<hex>" for those of the configuration
                       // and its calendars: the same entry keeps it over reloads and restarts
  std::string server;  // glob, or empty; exactly one of server, device, site is given
  std::string device;
  std::string site;              // location code glob
  base::UtcTime start{}, end{};  // [start, end); of what recurs from the first start to the last end, or kEndless
  std::string reason;
  std::string created_by;  // operator, or "configuration"

  Times times{};                 // empty: once, from start to end
  std::string repeat{}, zone{};  // of what recurs, as people wrote it: "FREQ=WEEKLY;BYDAY=SU", "Europe/Oslo"
  std::string uid{};             // of the calendar's event it comes from
  std::string place{};           // where it stands: "central.toml:61", "power.ics:12"; empty = nowhere

  bool operator==(const Outage&) const = default;
};

// The occurrence that holds `at`, else the next one; nothing when it is over.
std::optional<Period> next_period(const Outage& outage, base::UtcTime at);

// "site 'PUN*' 2026-03-07T21:00:00Z to 2026-03-08T05:00:00Z", of what recurs with its rule; for the audit trail.
std::string describe(const Outage& outage);

}  // namespace redrive::model
