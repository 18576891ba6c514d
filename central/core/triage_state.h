// What the store holds about failures, in memory: all a decision looks at. It can be rebuilt from the store at any
// moment and then decides the same.
#pragma once

#include <memory>
#include <vector>

#include "central/core/failure_table.h"
#include "central/core/outage_list.h"
#include "central/core/recovery_table.h"
#include "central/core/rules.h"
#include "central/core/storm_table.h"
#include "central/core/ticket_table.h"
#include "central/core/tracking.h"

namespace redrive::central {

// One thread.
struct TriageState {
  std::shared_ptr<const Rules> rules;  // those it was built for; other rules need a new state (restore)
  FailureTable failures;
  Tracking counters;
  RecoveryTable recoveries;
  TicketTable tickets;
  StormTable storms;
  OutageList outages;  // made at run time

  bool may_hold_undecided = true;  // the inbox may hold alerts this state does not know yet
};

// What is read from the store.
struct StoredState {
  struct Decided {
    std::string record;  // record_key
    WaitingAlert alert;
    bool in_ticket = false;
  };
  std::vector<model::Failure> failures;
  std::vector<Counter> counters;
  std::vector<Recovery> recoveries;
  std::vector<model::Ticket> tickets;  // not closed, and those closed within the longest quiet period, in that order
  std::vector<Storm> storms;
  std::vector<model::Outage> outages;
  std::vector<Decided> decided;  // those counted that were received within the longest window, newest first
};
TriageState restore(std::shared_ptr<const Rules> rules, StoredState stored);

}  // namespace redrive::central
