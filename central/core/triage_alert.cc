// A firing alert: recorded, counted, judged from the widest scope to the device itself.
#include <fmt/format.h>

#include <algorithm>

#include "central/core/reach.h"
#include "central/core/triage_work.h"
#include "shared/model/failure_type.h"

namespace redrive::central::triage {
namespace {

constexpr std::size_t kRecordedMessage = 1024;  // bytes; the inbox keeps the whole text

struct Recorded {
  Record& record;
  bool late = false;   // one that happened later is known already
  bool again = false;  // see Case
};

// In a redistribution, which also runs devices that never were begun. What was proven to have recovered meanwhile has
// no record any more.
bool fails_again(const Work& work, const Case& c, const Cause& own) {
  if (c.device.empty() || c.row.alert.job.empty() || c.row.alert.run < 2) return false;
  const auto& records = work.state.failures.of_device(c.server, c.device);
  const bool open = std::any_of(records.begin(), records.end(), [&](const auto& record) {
    return record->failure.job == c.row.alert.job && record->failure.again < c.row.alert.run;
  });
  return open || work.state.recoveries.episodes_since(own.counter, base::UtcTime{}) > 0;
}

Recorded record_failure(Work& work, const Case& c, const Cause& own) {
  const model::Alert& alert = c.row.alert;
  const bool again = fails_again(work, c, own);
  auto& failures = work.state.failures;
  Record* record = failures.find(record_key(c.server, c.device, alert.job, c.type));
  if (!record) {
    record = &failures.add({c.server, c.device, alert.job, c.type, alert.package, c.at, c.at, 0, "", "", c.site, 0});
  } else {
    failures.set_place(*record, c.site.empty() ? record->failure.location : c.site,
                       alert.package.empty() ? record->failure.package : alert.package);
  }
  model::Failure& failure = record->failure;
  const bool late = c.at < failure.last_at;
  ++failure.count;
  if (again) failure.again = alert.run;
  if (c.at >= failure.last_at) failure.message = model::clean_text(alert.message, kRecordedMessage);
  failure.first_at = std::min(failure.first_at, c.at);
  failure.last_at = std::max(failure.last_at, c.at);
  if (OpenTicket* ticket = work.state.tickets.find(failure.ticket)) work.state.tickets.failed_again(*ticket, *record);
  work.changes.push_back(FailureTouched{record->key()});
  return {*record, late, again};
}

Cause own_cause(Work& work, const Case& c) {
  Cause cause;
  const Facts facts = c.facts();
  cause.scope = own_scope(facts);
  cause.subject = own_subject(work.rules().places.devices(), facts);
  cause.key = cause_key(cause.scope, cause.subject, c.type);
  // Own failures of a server are counted as those of the device it also is, apart from the number of its failing
  // devices.
  cause.counter = cause_key(model::Scope::kDevice, cause.subject, c.type);
  cause.open = work.state.tickets.of_cause(cause.key);
  cause.limit = &work.rules().thresholds.own(facts, c.type);
  cause.failing_for = cause.limit->quiet;
  return cause;
}

base::Micros window_of(const Cause& cause) {
  return cause.watched ? std::min(cause.limit->window, kNearly) : cause.limit->window;
}

// Since when this one has failed more often than its limit; its last failure is counted already.
base::Micros fails_alone_for(const Work& work, const Case& c, const Cause& own, const Cause& cause) {
  const base::Micros most = std::min(cause.limit->window, kNearly);
  const auto first = work.state.counters.newest(own.counter, std::size_t{own.limit->limit} + 1);
  return first ? std::clamp<base::Micros>(c.at - *first, base::Micros{0}, most) : most;
}

void count_own(Work& work, const Case& c, Cause& own) {
  own.number = work.state.counters.raise(own.counter, {c.at, own.limit->window, own.limit->limit});
  work.changes.push_back(CounterTouched{own.counter});
}

// How many of this one's failures are explained by tickets of other packages: they say nothing of this one.
std::size_t of_other_packages(const Work& work, const Case& c) {
  std::size_t count = 0;
  for (const auto& record : work.state.failures.of_device(c.server, c.device)) {
    if (record->failure.failure_type != c.type || record->failure.package == c.row.alert.package) continue;
    const OpenTicket* open = work.state.tickets.find(record->failure.ticket);
    if (open && open->ticket.scope == model::Scope::kPackage) count += record->failure.count;
  }
  return count;
}

// More than a passing failure: more alerts than the limit, or back again more often than that after it was proven to
// be gone.
bool persists(const Work& work, const Case& c, const Cause& own) {
  return (own.number > own.limit->limit && own.number > own.limit->limit + of_other_packages(work, c)) ||
         work.state.recoveries.episodes_since(own.counter, c.at - own.limit->quiet) > own.limit->limit;
}

// The wider causes this alert may be part of, widest first.
std::vector<Cause> wider_causes(Work& work, const Case& c) {
  std::vector<Cause> causes;
  causes.reserve(kWideScopes.size());
  const Facts facts = c.facts();
  for (const auto& wide : kWideScopes) {
    const auto subject = wide.subject(facts);
    if (subject.empty() || wide.member(facts).empty()) continue;
    Cause& cause = causes.emplace_back();
    cause.wide = &wide;
    cause.scope = wide.scope;
    cause.subject = subject;
    cause.key = cause_key(wide.scope, subject, c.type);
    cause.open = work.state.tickets.of_cause(cause.key);
    cause.limit = &work.rules().thresholds.wide(wide.scope, facts, c.type);
    cause.watched = wide.scope == model::Scope::kFleet || (wide.scope == model::Scope::kSite && c.device.empty());
    cause.failing_for = cause.limit->quiet;
  }
  return causes;
}

// What an open ticket of a narrower cause explains, and did before what shows the wider one reaches back, is no sign of
// the wider one.
void drop_explained(const Case& c, const Cause& own, std::vector<Cause>& wider) {
  base::UtcTime oldest = base::UtcTime::max();
  const auto see = [&](const Cause& cause) {
    if (cause.open && takes(*cause.open, cause, c)) oldest = std::min(oldest, cause.open->ticket.opened_at);
  };
  see(own);
  for (auto cause = wider.end(); cause != wider.begin();) {
    --cause;
    if (oldest != base::UtcTime::max() && oldest + cause->failing_for <= c.at) {
      wider.erase(wider.begin(), cause + 1);
      return;
    }
    see(*cause);
  }
}

// A server's own failure is that of all its site knows of it.
std::size_t weight_of(const Case& c, const Cause& cause) {
  return c.device.empty() && cause.scope == model::Scope::kFleet ? std::size_t{cause.limit->limit} + 1 : 1;
}

void count_wide(Work& work, const Case& c, std::vector<Cause>& wider) {
  const Facts facts = c.facts();
  for (Cause& cause : wider) {
    cause.count = work.state.counters.raise_member(cause.key, cause.wide->member(facts),
                                                   {c.at, window_of(cause), cause.limit->limit}, weight_of(c, cause));
    cause.number = cause.count.members;
    work.changes.push_back(CounterTouched{cause.key});
  }
}

// What a ticket takes is no sign of a narrower cause.
void drop_below_ticket(const Case& c, std::vector<Cause>& wider) {
  const auto taker = std::find_if(wider.begin(), wider.end(),
                                  [&](const Cause& cause) { return cause.open && takes(*cause.open, cause, c); });
  if (taker != wider.end()) wider.erase(taker + 1, wider.end());
}

// Kept until a ticket takes it, but no longer than any window.
void wait(const Work& work, const Case& c, Record& record) {
  auto& waiting = record.waiting;
  std::erase_if(waiting, [&](const WaitingAlert& one) { return one.received < work.waiting_since(); });
  if (waiting.size() >= kMaxWaiting) waiting.erase(waiting.begin());
  waiting.push_back({c.row.number, c.row.alert.id, c.row.received_at});
}

void decided(Work& work, const Case& c, std::string ticket, std::string reason, bool counted = true) {
  if (!c.type_reason.empty()) reason += "; type: " + c.type_reason;
  if (!c.place.note.empty()) reason += "; place: " + c.place.note;
  if (!c.time_note.empty()) reason += "; time: " + c.time_note;
  work.changes.push_back(AlertDecision{c.row.number, c.type, std::move(ticket), std::move(reason), counted});
}

void decide_inside_outage(Work& work, const Case& c, Record& record, const Cause& own, const model::Outage& outage) {
  work.changes.push_back(OutageCounted{outage.id, c.at});
  const auto period = model::next_period(outage, c.at - kSettling);
  const std::string reason = fmt::format("inside outage {} ({}) until {}: recorded, no ticket", outage.id,
                                         outage.reason, base::format_rfc3339(period ? period->end : outage.end));
  OpenTicket* ticket = work.state.tickets.find(record.failure.ticket);
  if (ticket && c.at - ticket->ticket.last_alert_at < own.limit->quiet) {
    join_ticket(work, c, record, *ticket, own);
    return decided(work, c, ticket->ticket.id, reason + " of its own; it adds to the one that was open before");
  }
  wait(work, c, record);
  decided(work, c, "", reason);
}

// What is seen behind a server that cannot be reached is explained by that ticket, while it cannot and a window around.
const model::Ticket* explained_by_unreachable(const Work& work, const Case& c, const std::vector<Cause>& wider) {
  if (!follows_from_unreachable(c.type)) return nullptr;
  for (const Cause& cause : wider) {
    if (cause.scope == model::Scope::kPackage) continue;
    const auto key = cause_key(cause.scope, cause.subject, model::failure_type::kServerUnreachable);
    const OpenTicket* open = work.state.tickets.of_cause(key);
    const model::Ticket* ticket = open ? &open->ticket : work.state.tickets.ended(key);
    if (!ticket) continue;
    const base::UtcTime end = ticket->closed_at.value_or(ticket->last_alert_at);
    if (c.at > ticket->opened_at - cause.limit->window && c.at < end + cause.limit->window) return ticket;
  }
  return nullptr;
}

void decide_explained(Work& work, const Case& c, const model::Ticket& ticket) {
  work.changes.push_back(TicketJoined{ticket.id, c.row.number, c.row.alert.id});
  decided(work, c, ticket.id,
          fmt::format("the server could not be reached then, see {}: recorded, not counted", ticket.id));
}

// True when the alert found or made its ticket at this scope.
template <typename StandsOut>
bool judge(Work& work, const Case& c, Record& record, const Cause& cause, std::span<const Cause> wider,
           StandsOut stands_out) {
  OpenTicket* open = cause.open;
  if (open && takes(*open, cause, c)) {
    join_ticket(work, c, record, *open, cause);
    decided(work, c, open->ticket.id, fmt::format("joined {}, open for {}", open->ticket.id, describe(open->ticket)));
    return true;
  }
  if (!stands_out()) return false;
  wait(work, c, record);  // the ticket takes it with the earlier ones
  const bool fading = open && c.at - open->ticket.last_alert_at < cause.limit->quiet;
  const model::Ticket& ticket = open_ticket(work, c, record, cause, wider, fading ? open : nullptr);
  decided(work, c, ticket.id, fmt::format("{} {}: {}", fading ? "joined" : "opened", ticket.id, ticket.reason));
  return true;
}

// What a redistribution did not mend stays with its ticket, however long nothing was tried meanwhile, unless a wider
// cause stands out.
bool join_own_again(Work& work, const Case& c, Record& record, const Cause& own, model::Scope scope) {
  OpenTicket* open = c.again ? work.state.tickets.find(record.failure.ticket) : nullptr;
  if (!open || open->ticket.scope < scope) return false;
  join_ticket(work, c, record, *open, own);
  decided(work, c, open->ticket.id,
          fmt::format("joined {}: failed again in run {} of {}", open->ticket.id, c.row.alert.run, c.row.alert.job));
  return true;
}

// What happened later belongs to a ticket already, and so does this. It tells nothing new: a ticket that is said to be
// resolved stays so.
bool join_later_ones(Work& work, const Case& c, const Record& record, const Cause& own) {
  const OpenTicket* open = work.state.tickets.find(record.failure.ticket);
  if (!open || c.at <= open->ticket.opened_at - own.limit->window) return false;
  work.changes.push_back(TicketJoined{open->ticket.id, c.row.number, c.row.alert.id});
  decided(work, c, open->ticket.id, fmt::format("told late: what happened later belongs to {}", open->ticket.id));
  return true;
}

// What comes back within the quiet period after its own ticket was closed is the same again.
bool is_back(const Work& work, const Case& c, const Cause& own) {
  const model::Ticket* closed = work.state.tickets.retired(own.key);
  return closed && c.at > *closed->closed_at && c.at - *closed->closed_at < own.limit->quiet;
}

const model::Outage* covering_alert(const Work& work, const Case& c) {
  // Central looked itself, by its own clock: nothing has to settle.
  if (c.row.source == model::AlertSource::kCentral) return covering(work.state, c.facts(), c.at, base::Micros{0});
  const auto* outage = covering(work.state, c.facts(), c.at);
  return outage ? outage : covering(work.state, c.facts(), c.row.received_at);
}

// It happened before what proved the recovery: nothing fails now. Agents and central itself tell in order.
bool is_history(const Work& work, const Case& c, const Cause& own) {
  if (c.row.source == model::AlertSource::kAgent || c.row.source == model::AlertSource::kCentral) return false;
  return work.state.recoveries.proven_after(own.counter, c.at + base::Micros(1));
}

void decide_history(Work& work, const Case& c, const Cause& own, const std::vector<Cause>& wider) {
  const std::string reason = "from before the proof of its recovery, come late: recorded, nothing fails now";
  std::vector<const Cause*> causes{&own};
  for (auto cause = wider.rbegin(); cause != wider.rend(); ++cause) causes.push_back(&*cause);
  for (const Cause* cause : causes) {
    const OpenTicket* open = work.state.tickets.of_cause(cause->key);
    const model::Ticket* ticket = open ? &open->ticket : work.state.tickets.ended(cause->key);
    if (!ticket || c.at <= ticket->opened_at - cause->limit->window) continue;
    work.changes.push_back(TicketJoined{ticket->id, c.row.number, c.row.alert.id});
    return decided(work, c, ticket->id, reason, false);
  }
  decided(work, c, "", reason, false);
}

}  // namespace

void take_failure(Work& work, Case& c) {
  Cause own = own_cause(work, c);
  std::vector<Cause> wider = wider_causes(work, c);
  if (is_history(work, c, own)) return decide_history(work, c, own, wider);
  const auto [record, late, again] = record_failure(work, c, own);
  c.again = again;
  if (const auto* ticket = explained_by_unreachable(work, c, wider)) return decide_explained(work, c, *ticket);
  count_own(work, c, own);
  for (Cause& cause : wider) {
    if (cause.watched) cause.failing_for = fails_alone_for(work, c, own, cause);
  }
  drop_explained(c, own, wider);
  drop_below_ticket(c, wider);
  count_wide(work, c, wider);
  if (const auto* outage = covering_alert(work, c)) return decide_inside_outage(work, c, record, own, *outage);

  if (late && join_later_ones(work, c, record, own)) return;

  const Suspicion suspicion{c.facts(), c.type, c.at, persists(work, c, own), own.limit->limit == 0};
  for (std::size_t i = 0; i < wider.size(); ++i) {
    const Cause& cause = wider[i];
    if (join_own_again(work, c, record, own, cause.scope)) return;
    const auto before = std::span<const Cause>(wider).first(i);
    if (judge(work, c, record, cause, before, [&] { return stands_out(cause, wider, suspicion, work.state); })) return;
  }
  if (join_own_again(work, c, record, own, own.scope)) return;
  if (judge(work, c, record, own, wider, [&] { return suspicion.persistent || is_back(work, c, own); })) return;
  wait(work, c, record);
  decided(work, c, "",
          fmt::format("{} within {}; a ticket needs more than {} by {}", own.number,
                      base::format_duration(own.limit->window), own.limit->limit, own.limit->rule));
}

}  // namespace redrive::central::triage
