// Inside triage only: the pieces of one decision.
#pragma once

#include "central/core/case.h"
#include "central/core/triage.h"

namespace redrive::central::triage {

// A decision in progress.
struct Work {
  TriageState& state;
  base::UtcTime now{};
  Changes& changes;
  const TicketNamer* name = nullptr;        // where a ticket may be opened
  std::optional<base::UtcTime> taken_at{};  // of the alert being decided

  const Rules& rules() const { return *state.rules; }
  base::UtcTime waiting_since() const { return now - rules().thresholds.longest_window(); }
  void put(const OpenTicket& open) { changes.push_back(TicketPut{open.ticket}); }
  void note(const std::string& ticket, std::string what, std::string text, std::string by = "redrive") {
    changes.push_back(TimelineEntry{ticket, now, std::move(what), std::move(text), std::move(by)});
  }
};

// What an alert is judged for at one scope.
struct Cause {
  const WideScope* wide = nullptr;  // nullptr: what fails by itself
  model::Scope scope = model::Scope::kDevice;
  std::string subject, key;
  const Limit* limit = nullptr;
  std::size_t number = 0;  // alerts, or distinct members, inside the window
};

// ---- failures (triage_alert.cc, triage_evidence.cc)
void take_failure(Work& work, const Case& c);
void take_evidence(Work& work, const Case& c);

// ---- tickets (triage_tickets.cc, triage_open.cc)
bool takes(const OpenTicket* ticket, const Cause& cause, const Case& c);
void join_ticket(Work& work, const Case& c, Record& record, OpenTicket& ticket);
const model::Ticket& open_ticket(Work& work, const Case& c, Record& record, const Cause& cause);
// Moves the record, and the alerts it gathered, to the ticket; what it left behind is closed when nothing is left
// there.
void take_record(Work& work, Record& record, OpenTicket& ticket);
// The last mail names `failures` (those that are gone now) besides what the ticket still holds.
void close_ticket(Work& work, OpenTicket& ticket, std::string because, std::vector<model::Failure> failures = {});
void mail(Work& work, const OpenTicket& ticket, Notice notice, std::vector<model::Failure> failures = {});
void start_mailing(Work& work, OpenTicket& ticket);  // ends the hold
const model::Outage* covering(const TriageState& state, Facts facts, base::UtcTime at);

// "device dev-1", "server ids-7"
std::string describe(const model::Ticket& ticket);

}  // namespace redrive::central::triage
