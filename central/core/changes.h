// What a decision changes: values to be stored in one transaction with the alert's decision, in this order.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "central/store/failures.h"
#include "central/store/inbox.h"
#include "central/store/tickets.h"
#include "shared/model/failure.h"
#include "shared/model/ticket.h"

namespace redrive::central {

// "Touched" names something whose newest value stands in the TriageState; whoever stores a batch writes it once, at the
// batch's end, or deletes it when the state no longer has it. The others are values.
struct FailureTouched {
  std::string key;  // record_key
};
struct FailureCleared {
  ClearedFailure cleared;
};
struct CounterTouched {
  std::string cause;  // cause_key
};
struct RecoveryTouched {
  std::string cause;  // cause_key of what fails by itself
};
struct TicketPut {  // opened, changed or closed; comes before whatever else names the ticket
  model::Ticket ticket;
};
struct TicketTouched {  // only its last_alert_at and members have changed
  std::string id;
};
struct TicketJoined {  // the alert's own decision, where it was decided before, names the ticket from now on
  std::string ticket;
  std::int64_t number = 0;  // inbox row
  std::string alert;        // its id
};

struct OutageCounted {  // an alert was taken inside it
  std::string outage;
  base::UtcTime at{};  // of the alert
};

struct StormTouched {
  std::string centre;
};
// The hold of a ticket is over: from now on it is there for everybody, whichever mail tells of it.
struct TicketAnnounced {
  std::string ticket;
  model::Scope scope = model::Scope::kDevice;
  base::UtcTime caused_at{};  // when what led to it was taken
};
// Further devices have failed of a ticket that was told of: its centre hears of it in its turn.
struct UpdateWanted {
  std::string ticket;
  bool soon = false;  // it changes what the centre knows: as soon as an update may go, with all that is known by then
};
// Every ticket of this storm goes out in one mail to the centre.
struct SummaryWanted {
  std::string centre, storm;
};

enum class Notice { kOpened, kUpdated, kClosed, kReminder, kEscalation };
struct MailWanted {
  Notice notice = Notice::kOpened;
  model::Ticket ticket;
  std::vector<model::Failure> failures;  // newest first, at most kMailedFailures
  std::string centre{};                  // whom to mail; empty = the ticket's centre
  std::string aside{};                   // a sentence about other tickets, or empty
};
inline constexpr std::size_t kMailedFailures = 50;

using Change = std::variant<FailureTouched, FailureCleared, CounterTouched, RecoveryTouched, TicketPut, TicketTouched,
                            TicketJoined, TicketAnnounced, MailWanted, UpdateWanted, StormTouched, SummaryWanted,
                            TimelineEntry, OutageCounted, AlertDecision>;
using Changes = std::vector<Change>;

}  // namespace redrive::central
