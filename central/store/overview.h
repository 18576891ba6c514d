// Open failures in numbers: by what they have in common, and over time. For the overview and for narrowing a search.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "central/store/failures.h"

namespace redrive::central {

struct FacetCount {
  std::string value;  // empty: those that have none
  std::uint64_t open = 0;
};
struct FailureFacets {
  std::uint64_t open = 0;
  std::vector<FacetCount> by_type, by_site, by_server, by_package;  // the most first, at most kMostFacets of each
};
inline constexpr std::size_t kMostFacets = 50;
base::Result<FailureFacets> failure_facets(Database& db, const FailureFilter& filter);

struct SiteTrouble {
  std::string site;  // location code; empty: of those whose place is not known
  std::uint64_t open = 0, devices = 0, servers = 0;
  std::map<std::string, std::uint64_t> types;  // open records by failure type
  base::UtcTime last_at{};
};
base::Result<std::vector<SiteTrouble>> trouble_by_site(Database& db);  // all sites, most devices first

struct Flow {          // records of one stretch of time
  base::UtcTime at{};  // its begin
  std::uint64_t opened = 0, cleared = 0;
};
// `count` stretches of `span` each, oldest first; the last one is running at `now`.
base::Result<std::vector<Flow>> failures_over_time(Database& db, base::UtcTime now, base::Micros span,
                                                   std::size_t count);

struct TicketAges {
  std::uint64_t open = 0, acked = 0, held = 0;  // open: mailed and not closed, those acked among them
  std::uint64_t unsent = 0;                     // of these, without a mail that a server took
  std::optional<base::UtcTime> oldest_at{};     // of those mailed and not closed
};
base::Result<TicketAges> ticket_ages(Database& db);

struct Approvals {
  std::uint64_t running = 0, waiting = 0;  // waiting: planned, for somebody to approve
};
base::Result<Approvals> redistribution_approvals(Database& db);
base::Result<Approvals> rollout_approvals(Database& db);

}  // namespace redrive::central
