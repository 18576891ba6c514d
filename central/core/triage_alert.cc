// A firing alert: recorded, counted, judged from the widest scope to the device itself.
#include <fmt/format.h>

#include <algorithm>

#include "central/core/triage_work.h"

namespace redrive::central::triage {
namespace {

constexpr std::size_t kRecordedMessage = 1024;  // bytes; the inbox keeps the whole text

Record& record_failure(Work& work, const Case& c) {
  const model::Alert& alert = c.row.alert;
  auto& failures = work.state.failures;
  Record* record = failures.find(record_key(c.server, c.device, alert.job, c.type));
  if (!record) {
    record = &failures.add({c.server, c.device, alert.job, c.type, alert.package, c.at, c.at, 0, "", "", c.place.code});
  } else {
    failures.set_place(*record, c.place.code.empty() ? std::string(record->failure.location) : c.place.code,
                       alert.package.empty() ? std::string(record->failure.package) : alert.package);
  }
  model::Failure& failure = record->failure;
  ++failure.count;
  if (c.at >= failure.last_at) failure.message = model::clean_text(alert.message, kRecordedMessage);
  failure.first_at = std::min(failure.first_at, c.at);
  failure.last_at = std::max(failure.last_at, c.at);
  if (OpenTicket* ticket = work.state.tickets.find(failure.ticket)) work.state.tickets.failed_again(*ticket, *record);
  work.changes.push_back(FailureTouched{*record->key});
  return *record;
}

Cause own_cause(const Work& work, const Case& c) {
  Cause cause;
  const Facts facts = c.facts();
  cause.scope = own_scope(facts);
  cause.subject = own_subject(work.rules().places.devices(), facts);
  cause.key = cause_key(cause.scope, cause.subject, c.type);
  cause.limit = &work.rules().thresholds.own(facts, c.type);
  return cause;
}

// Own failures of a server are counted as those of the device it also is, apart from the number of its failing devices.
void count_own(Work& work, const Case& c, Cause& cause) {
  cause.number = work.state.counters.raise(model::Scope::kDevice, cause.subject, c.type,
                                           {{}, c.at, cause.limit->window, cause.limit->limit});
  work.changes.push_back(CounterTouched{cause_key(model::Scope::kDevice, cause.subject, c.type)});
}

// The wider causes this alert may be part of, counted. `own` is the open ticket of the device itself, if any.
std::vector<Cause> count_wide(Work& work, const Case& c, const OpenTicket* own) {
  std::vector<Cause> causes;
  const Facts facts = c.facts();
  for (const auto& wide : kWideScopes) {
    Cause cause{&wide, wide.scope, std::string(wide.subject(facts)), {}, nullptr, 0};
    const std::string_view member = wide.member(facts);
    if (cause.subject.empty() || member.empty()) continue;
    cause.limit = &work.rules().thresholds.wide(wide.scope, facts, c.type);
    if (own && own->ticket.opened_at + cause.limit->window <= c.at) continue;  // explained by an older cause of its own
    cause.key = cause_key(wide.scope, cause.subject, c.type);
    cause.number = work.state.counters.raise(wide.scope, cause.subject, c.type,
                                             {member, c.at, cause.limit->window, cause.limit->limit});
    work.changes.push_back(CounterTouched{cause.key});
    causes.push_back(std::move(cause));
  }
  return causes;
}

// Kept until a ticket takes it, but no longer than any window.
void wait(const Work& work, const Case& c, Record& record) {
  auto& waiting = record.waiting;
  std::erase_if(waiting, [&](const WaitingAlert& one) { return one.received < work.waiting_since(); });
  if (waiting.size() >= kMaxWaiting) waiting.erase(waiting.begin());
  waiting.push_back({c.row.number, c.row.alert.id, c.row.received_at});
}

void decided(Work& work, const Case& c, std::string ticket, std::string reason) {
  if (!c.type_reason.empty()) reason += "; type: " + c.type_reason;
  if (!c.place.note.empty()) reason += "; place: " + c.place.note;
  work.changes.push_back(AlertDecision{c.row.number, c.type, std::move(ticket), std::move(reason)});
}

void decide_inside_outage(Work& work, const Case& c, Record& record, const model::Outage& outage) {
  const std::string reason = fmt::format("inside outage {} ({}) until {}: recorded, no ticket", outage.id,
                                         outage.reason, base::format_rfc3339(outage.end));
  if (OpenTicket* ticket = work.state.tickets.find(record.failure.ticket)) {
    join_ticket(work, c, record, *ticket);
    return decided(work, c, ticket->ticket.id, reason + " of its own; it adds to the one that was open before");
  }
  wait(work, c, record);
  decided(work, c, "", reason);
}

// True when the alert found or made its ticket at this scope.
bool judge(Work& work, const Case& c, Record& record, const Cause& cause) {
  OpenTicket* open = work.state.tickets.of_cause(cause.key);
  if (takes(open, cause, c)) {
    join_ticket(work, c, record, *open);
    decided(work, c, open->ticket.id, fmt::format("joined {}, open for {}", open->ticket.id, describe(open->ticket)));
    return true;
  }
  if (cause.number <= cause.limit->limit) return false;
  wait(work, c, record);  // the ticket takes it with the earlier ones
  const model::Ticket& ticket = open_ticket(work, c, record, cause);
  decided(work, c, ticket.id, "opened " + ticket.id + ": " + ticket.reason);
  return true;
}

}  // namespace

void take_failure(Work& work, const Case& c) {
  Record& record = record_failure(work, c);
  Cause own = own_cause(work, c);
  count_own(work, c, own);
  if (const auto* outage = covering(work.state, c.facts(), c.at)) return decide_inside_outage(work, c, record, *outage);

  const OpenTicket* open = work.state.tickets.of_cause(own.key);
  for (const Cause& wide : count_wide(work, c, takes(open, own, c) ? open : nullptr)) {
    if (judge(work, c, record, wide)) return;
  }
  if (judge(work, c, record, own)) return;
  wait(work, c, record);
  decided(work, c, "",
          fmt::format("{} within {}; a ticket needs more than {} by {}", own.number,
                      base::format_duration(own.limit->window), own.limit->limit, own.limit->rule));
}

}  // namespace redrive::central::triage
