// Writes what core/triage decided into the store, in the caller's transaction.
#pragma once

#include <map>
#include <string>
#include <unordered_set>
#include <vector>

#include "central/core/changes.h"
#include "central/flow/flow_context.h"
#include "central/store/outages.h"

namespace redrive::central {

// The store itself failed: whatever is tried next would fare no better.
inline bool is_of_the_store(const base::Error& error) {
  return error.code == base::ErrorCode::kNoSpace || error.code == base::ErrorCode::kUnavailable;
}

// For one batch of decisions. Records, counters and tickets that many of them touch are written once, by finish().
class StoreChanges {
 public:
  explicit StoreChanges(FlowContext& flow) : flow_(flow) {}

  // After an error the state in memory is not what the store holds; its code is one after which the decider reads it
  // anew.
  base::Status add(Changes& changes);  // empties them
  base::Status finish();

 private:
  // Names in the order they were first touched.
  struct Touched {
    std::vector<std::string> order;
    std::unordered_set<std::string> known;
    void add(std::string name) {
      if (known.insert(name).second) order.push_back(std::move(name));
    }
  };
  base::Status store(FailureTouched& change);
  base::Status store(FailureCleared& change);
  base::Status store(CounterTouched& change);
  base::Status store(RecoveryTouched& change);
  base::Status store(TicketPut& change);
  base::Status store(TicketTouched& change);
  base::Status store(TicketJoined& change);
  base::Status store(TicketAnnounced& change);
  base::Status store(MailWanted& change);
  base::Status store(UpdateWanted& change);
  base::Status store(StormTouched& change);
  base::Status store(SummaryWanted& change);
  base::Status store(TimelineEntry& change);
  base::Status store(OutageCounted& change);
  base::Status store(AlertDecision& change);
  base::Status write_touched();

  FlowContext& flow_;
  Touched failures_, counters_, recoveries_, tickets_, storms_, updates_;
  std::unordered_set<std::string> soon_;  // of updates_
  std::map<std::string, OutageCount> outages_;
  std::vector<AlertDecision> decisions_;
};

// A store error as one that makes the decider read its state anew: nothing the store refuses is the asker's fault.
base::Status as_store_error(base::Status status);

}  // namespace redrive::central
