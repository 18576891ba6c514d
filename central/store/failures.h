// Failed distribution records and the counters of error tracking.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "central/store/database.h"
#include "central/store/page.h"
#include "shared/model/failure.h"

namespace redrive::central {

// One number of the error tracking record (A3): alerts of one type for one subject inside the window.
struct Counter {
  std::string scope;    // model::Scope as text
  std::string subject;  // device, server, site code, package name; "*" for the fleet
  std::string failure_type;
  std::uint64_t total = 0;            // since it was last cleared
  std::vector<base::UtcTime> recent;  // newest occurrences inside the window, oldest first, bounded
  std::vector<std::string> members;   // wider scopes: whose occurrences those are, same length as recent
  base::UtcTime last_at{};
};

struct FailureFilter {
  std::string server, device, job, failure_type, package, ticket;  // exact, empty = any
  base::UtcTime since{};                                           // last alert at or after
  std::string site;                                                // location code
  std::vector<std::string> words;  // all of them found somewhere in it; at most kMostWords
};
inline constexpr std::size_t kMostWords = 4;

struct ClearedFailure {
  model::Failure failure;
  base::UtcTime cleared_at{};
  std::string evidence;  // what proved it
};

base::Status put_failure(Database& db, const model::Failure& failure);  // inserts or replaces by its four names
// Moves it to the history. Nothing happens when no such record is open: evidence may come twice.
base::Status clear_failure(Database& db, const ClearedFailure& cleared);
base::Result<std::vector<model::Failure>> all_failures(Database& db);  // open ones, to rebuild state at start
base::Result<Page<model::Failure>> list_failures(Database& db, const FailureFilter& filter, const PageRequest& page);
// The history, newest clearing first.
base::Result<Page<ClearedFailure>> list_cleared_failures(Database& db, const FailureFilter& filter,
                                                         const PageRequest& page);
// What failed again of a ticket, the run that failed last first; at most kMostRuns.
base::Result<std::vector<model::FailedAgain>> failed_again(Database& db, const std::string& ticket);
inline constexpr std::size_t kMostRuns = 20;
base::Status add_sizes(Database& db, std::vector<model::FailedAgain>& runs);  // devices and running, where known
base::Result<std::uint64_t> count_failures(Database& db);
base::Result<bool> is_open(Database& db, const std::string& server, const std::string& device, const std::string& job);

base::Status put_counter(Database& db, const Counter& counter);
base::Status delete_counter(Database& db, const Counter& counter);
base::Result<std::vector<Counter>> all_counters(Database& db);
// Exact, empty = any. Each of device, server, site and package chooses the counters of that subject; without any, all.
struct CounterFilter {
  std::string failure_type, device, server, site, package;
};
base::Result<Page<Counter>> list_counters(Database& db, const CounterFilter& filter, const PageRequest& page);
base::Result<std::optional<Counter>> find_counter(Database& db, std::string_view scope, const std::string& subject,
                                                  const std::string& failure_type);

}  // namespace redrive::central
