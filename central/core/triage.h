// The one decision (journey 1): from an alert, or the time that passed, or a person's act, to what must be stored and
// mailed. Pure: the state passed in is changed, and every change is named to be committed; when that fails the state
// must be read anew.
#pragma once

#include <functional>
#include <string>

#include "central/core/changes.h"
#include "central/core/triage_state.h"
#include "shared/base/result.h"

namespace redrive::central {

// Gives the id of a new ticket of this year ("RD-2026-000123"), never the same twice.
using TicketNamer = std::function<std::string(int year)>;

// Decides one inbox row and appends what changes to `changes` (one vector for a whole batch spares its memory). Rows
// must come in order of their number. The last change is the row's AlertDecision.
//
// A firing alert becomes or adds to a failure record and is counted for its device and for each wider scope. Inside an
// outage that is all (the wider scopes do not count it; it still joins a ticket its record already has). Otherwise,
// widest scope first: an open ticket of that cause takes it; or the number exceeds the limit and a ticket is opened,
// which takes the records counted in it and closes narrower tickets of the same burst as its duplicates, or, where one
// of them is still held, becomes that ticket grown wider. A ticket takes alerts until it has been quiet (no alert) for
// its quiet period; a wide one also lets go of its last failing member: when for the quiet period no other member has
// failed, what goes on is judged anew. What its own device's older open ticket already explains is not counted towards
// a wider cause.
//
// A resolved alert is evidence (R6): from an agent, with a job and no type, it proves the job on that device, with both
// the type for that job; otherwise the type on that device for every job. It clears what is older than itself (an
// agent's and central's own alerts are in order as they arrive; others by their time). A ticket whose records are all
// cleared is closed, by mail unless it was still held: then it stays as a closed ticket nobody was told of. Failures
// after the proof are new ones.
void decide_alert(TriageState& state, const InboxRow& row, base::UtcTime now, const TicketNamer& name,
                  Changes& changes);

// Mails the tickets whose hold has passed; those whose failures an outage covers meanwhile are closed without mail.
// Sends the summaries of storms whose minute is over, and reminders of tickets nobody answered.
Changes decide_due(TriageState& state, base::UtcTime now);

// Does an outage cover this server itself at that time?
bool in_outage(const TriageState& state, const std::string& server, base::UtcTime at);

// When decide_due has something to do next; nothing = nothing waits.
std::optional<base::UtcTime> next_due(const TriageState& state);

// What a person does to a ticket that is not closed. Errors change nothing: kNotFound for a ticket that is closed or
// never was, kInvalid for a missing text or unknown centre, kConflict where the ticket is there already.
enum class TicketStep {
  kAck,
  kResolve,
  kClose,
  kReroute,
  kHeard,  // its centre wrote something that is none of those: the next reminder is put off
};
struct TicketRequest {
  std::string ticket;
  TicketStep step = TicketStep::kAck;
  std::string text;  // reason, note or centre
  std::string by;
};
base::Result<Changes> change_ticket(TriageState& state, const TicketRequest& request, base::UtcTime now);

}  // namespace redrive::central
