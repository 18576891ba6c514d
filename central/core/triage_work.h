// Inside triage only: the pieces of one decision.
#pragma once

#include <span>

#include "central/core/case.h"
#include "central/core/standing_out.h"
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

// ---- failures (triage_alert.cc, triage_evidence.cc)
void take_failure(Work& work, Case& c);  // sets c.again
void take_evidence(Work& work, const Case& c);

// ---- tickets (triage_tickets.cc, triage_open.cc)
// Does the cause of this ticket still last, so that the alert is part of it? Not when it was quiet for its quiet
// period; a wider one not when nobody but this member fails any more, or half of those that failed together do not:
// devices are silent when no job comes by, so of them only those that were proven to have recovered; what is wider is
// silent when it has.
// What happened while it lasted is part of it, however late it is told.
bool takes(const OpenTicket& ticket, const Cause& cause, const Case& c);
void join_ticket(Work& work, const Case& c, Record& record, OpenTicket& ticket, const Cause& cause);
// A new ticket, the last one of this cause again, or one that is still held and turns out to be wider. `fading`: the
// cause's ticket that takes no alerts by itself any more, where it is not quiet yet. `wider`: the causes that were
// judged before it and did not stand out, for the timeline.
const model::Ticket& open_ticket(Work& work, const Case& c, Record& record, const Cause& cause,
                                 std::span<const Cause> wider, OpenTicket* fading);
// The ticket's cause is as wide as what fails of it now.
void measure_anew(Work& work, OpenTicket& ticket, const Cause& cause);
// Moves the record, and the alerts it gathered, to the ticket; what it left behind is closed when nothing is left
// there.
void take_record(Work& work, Record& record, OpenTicket& ticket);
// The last mail names `failures` (those that are gone now) besides what the ticket still holds.
void close_ticket(Work& work, OpenTicket& ticket, std::string because, std::vector<model::Failure> failures = {});
// Not while the summary that will tell of it is still to come: that shows it as it is then.
void mail(Work& work, const OpenTicket& ticket, Notice notice, std::vector<model::Failure> failures = {});
// On the timeline, where c.again.
void note_again(Work& work, const Case& c, const OpenTicket& ticket);
// The ticket is open again: told at once or, of a redistribution, soon, since more of its devices may follow.
void mail_open_again(Work& work, const Case& c, const OpenTicket& ticket);
// Ends the hold: the ticket gets its first mail, or in a storm a place in the summary.
void start_mailing(Work& work, OpenTicket& ticket);
void send_summary(Work& work, const std::string& centre);
MailWanted ticket_mail(const OpenTicket& ticket, Notice notice, std::vector<model::Failure> failures = {});

// ---- reminders (triage_reminders.cc); whoever calls puts the ticket
void ask(Work& work, OpenTicket& ticket);       // its centre is to answer from now on
void heard(Work& work, OpenTicket& ticket);     // it wrote, but took nothing: the next reminder is put off
void answered(Work& work, OpenTicket& ticket);  // no reminder any more
void send_reminders(Work& work);                // of all that are due; puts the tickets
// The outage that covers this then. One lasts a little longer than it is entered, kSettling at most and a twentieth of
// its length: things come up again one after the other, and clocks differ.
inline constexpr base::Micros kSettling = std::chrono::minutes(10);
const model::Outage* covering(const TriageState& state, Facts facts, base::UtcTime at,
                              base::Micros settling = kSettling);

// "device dev-1", "server ids-7"
std::string describe(const model::Ticket& ticket);

}  // namespace redrive::central::triage
