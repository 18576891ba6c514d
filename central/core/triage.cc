#include "central/core/triage.h"

#include <fmt/format.h>

#include <algorithm>

#include "central/core/triage_work.h"

namespace redrive::central {

using base::ErrorCode;
using base::fail;
using model::TicketState;
using triage::close_ticket;
using triage::start_mailing;
using triage::Work;

namespace {

void forget_old(Work& work) {
  for (auto& cause : work.state.recoveries.forget_before(work.now - RecoveryTable::kRemembered)) {
    work.changes.push_back(RecoveryTouched{std::move(cause)});
  }
  work.state.tickets.forget_retired_before(work.now - work.rules().thresholds.longest_quiet());
}

}  // namespace

void decide_alert(TriageState& state, const InboxRow& row, base::UtcTime now, const TicketNamer& name,
                  Changes& changes) {
  Work work{state, now, changes, &name, row.received_at};
  forget_old(work);
  Case c = read_case(*state.rules, row);
  if (row.alert.status == model::AlertStatus::kResolved) {
    triage::take_evidence(work, c);
  } else {
    triage::take_failure(work, c);
  }
}

// ---- time

namespace {

bool now_covered(const TriageState& state, const OpenTicket& ticket) {
  return std::all_of(ticket.records.begin(), ticket.records.end(), [&](const Record* record) {
    return triage::covering(state, facts_of(record->failure), record->failure.last_at) != nullptr;
  });
}

// Most of what failed together recovered before anybody was told: what is left is no wider cause.
bool has_passed(const OpenTicket& ticket) {
  return ticket.ticket.members > 1 && 2 * ticket.failing.size() <= ticket.ticket.members;
}

void end_hold(Work& work, OpenTicket& ticket) {
  if (now_covered(work.state, ticket))
    return close_ticket(work, ticket, "an outage that was entered meanwhile covers it");
  if (!has_passed(ticket)) return start_mailing(work, ticket);
  const std::vector<Record*> left(ticket.records.begin(), ticket.records.end());
  for (Record* record : left) {
    work.state.tickets.detach(ticket, *record);
    work.changes.push_back(FailureTouched{record->key()});
  }
  close_ticket(work, ticket, "most of it recovered while it was held");
}

}  // namespace

Changes decide_due(TriageState& state, base::UtcTime now) {
  Changes changes;
  Work work{state, now, changes};
  for (const auto& id : state.tickets.holds().due(now)) end_hold(work, *state.tickets.find(id));
  for (const auto& centre : state.storms.due(now)) triage::send_summary(work, centre);
  triage::send_reminders(work);
  return changes;
}

bool in_outage(const TriageState& state, const std::string& server, base::UtcTime at) {
  const Facts facts{server, "", state.rules->places.recorded(server), ""};
  return triage::covering(state, facts, at, base::Micros{0}) != nullptr;
}

std::optional<base::UtcTime> next_due(const TriageState& state) {
  std::optional<base::UtcTime> next;
  for (const auto& due : {state.tickets.holds().next(), state.storms.next_due(), state.tickets.reminders().next()}) {
    if (due && (!next || *due < *next)) next = due;
  }
  return next;
}

// ---- people

namespace {

base::Status step_to(Work& work, OpenTicket& open, const TicketRequest& request, TicketState state,
                     const std::string& what) {
  if (open.ticket.state >= state) {
    return fail(ErrorCode::kConflict,
                fmt::format("ticket {} is {} already", request.ticket, model::to_string(open.ticket.state)));
  }
  const bool held = open.ticket.state == TicketState::kHeld;
  if (held) start_mailing(work, open);  // somebody works on it: no reason to hold it back
  open.ticket.state = state;
  triage::answered(work, open);
  work.put(open);
  work.note(request.ticket, what, request.text, request.by);
  return {};
}

// By hand and without proof: the records stay, but what was counted is settled, so that the next single alert does not
// bring the ticket back at once.
base::Status close_by_hand(Work& work, OpenTicket& open, const TicketRequest& request) {
  if (request.text.empty()) return fail(ErrorCode::kInvalid, "closing a ticket needs a reason");
  const std::vector<Record*> records(open.records.begin(), open.records.end());
  for (const Record* record : records) {
    const auto subject = own_subject(work.rules().places.devices(), facts_of(record->failure));
    const auto own = cause_key(model::Scope::kDevice, subject, record->failure.failure_type);
    if (work.state.counters.drop(own)) work.changes.push_back(CounterTouched{own});
  }
  const auto cause = cause_key(work.rules().places.devices(), open.ticket);
  if (work.state.counters.drop(cause)) work.changes.push_back(CounterTouched{cause});
  close_ticket(work, open, fmt::format("by {}: {}", request.by, request.text));
  return {};
}

base::Status reroute(Work& work, OpenTicket& open, const TicketRequest& request) {
  const auto& centres = work.rules().options->centres;
  if (!centres.contains(request.text))
    return fail(ErrorCode::kInvalid, fmt::format("no maintenance centre '{}'", request.text));
  if (open.ticket.centre == request.text) {
    return fail(ErrorCode::kConflict, fmt::format("ticket {} is with {} already", request.ticket, request.text));
  }
  if (work.state.storms.gathers(open.ticket)) open.ticket.storm.clear();  // the other centre gets a mail of its own
  const std::string before = std::exchange(open.ticket.centre, request.text);
  if (open.ticket.state == TicketState::kAcked)
    open.ticket.state = TicketState::kOpen;  // the new centre has not taken it
  if (open.ticket.state == TicketState::kOpen) triage::ask(work, open);
  work.put(open);
  work.note(request.ticket, "rerouted", fmt::format("from {} to {}", before, request.text), request.by);
  if (open.ticket.state != TicketState::kHeld) triage::mail(work, open, Notice::kOpened);
  return {};
}

}  // namespace

base::Result<Changes> change_ticket(TriageState& state, const TicketRequest& request, base::UtcTime now) {
  OpenTicket* open = state.tickets.find(request.ticket);
  if (!open) return fail(ErrorCode::kNotFound, fmt::format("no ticket {} that is not closed", request.ticket));
  Changes changes;
  Work work{state, now, changes};
  base::Status done;
  switch (request.step) {
    case TicketStep::kAck:
      done = step_to(work, *open, request, TicketState::kAcked, "ack");
      break;
    case TicketStep::kResolve:
      done = step_to(work, *open, request, TicketState::kResolved, "resolved");
      break;
    case TicketStep::kClose:
      done = close_by_hand(work, *open, request);
      break;
    case TicketStep::kReroute:
      done = reroute(work, *open, request);
      break;
    case TicketStep::kHeard:
      triage::heard(work, *open);
      work.put(*open);
      break;
  }
  if (!done) return tl::unexpected<base::Error>(done.error());
  return changes;
}

}  // namespace redrive::central
