// What the store would hold of a replay's tickets, in memory.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "central/core/changes.h"
#include "central/core/triage_state.h"

namespace redrive::central {

struct ReplayedTicket {
  model::Ticket ticket;  // in its newest state, with all its alerts
  bool mailed = false;   // somebody would have been told of it
};

// One thread.
class Ledger {
 public:
  // Takes in what a decision changed and empties it; `state` is the one it was decided on.
  void apply(Changes& changes, const TriageState& state);
  std::string next_id(int year);
  const std::map<std::string, ReplayedTicket>& tickets() const { return tickets_; }  // by id, so in order of opening
  std::vector<model::Ticket> mailed() const;

 private:
  std::map<std::string, ReplayedTicket> tickets_;
  std::map<int, int> named_;
};

}  // namespace redrive::central
