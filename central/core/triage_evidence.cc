// A resolved alert: what it proves is cleared, just that, and tickets with nothing left are closed (R6).
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "central/core/triage_work.h"

namespace redrive::central::triage {
namespace {

bool is_ours(const InboxRow& row) {
  return row.source == model::AlertSource::kAgent || row.source == model::AlertSource::kCentral;
}

// Only agents and central itself prove something of one job: elsewhere "job" is a label among others (Alertmanager's
// scrape job), and a missing type only means that the text must tell.
bool is_of_job(const InboxRow& row) {
  return is_ours(row) && !row.alert.job.empty();
}
bool proves_job(const InboxRow& row) {
  return is_of_job(row) && row.alert.failure_type.empty();
}

std::string what_proved_it(const Case& c) {
  const model::Alert& alert = c.row.alert;
  const std::string& whose = c.device.empty() ? c.server : c.device;
  const std::string text = model::clean_text(alert.message, 200);
  return fmt::format("{} {} reports {} of {} at {}{}{}", model::to_string(c.row.source), c.row.sender,
                     proves_job(c.row) ? "success of " + alert.job : "recovery from " + c.type, whose,
                     base::format_rfc3339(c.at), text.empty() ? "" : ": ", text);
}

std::string own_counter(const Work& work, const Facts& facts, const std::string& type) {
  return cause_key(model::Scope::kDevice, own_subject(work.rules().places.devices(), facts), type);
}

struct Proven {
  std::vector<Record*> records;
  std::size_t newer = 0;  // failures after the evidence: not touched
};

Proven proven_records(const Work& work, const Case& c) {
  Proven out;
  // An agent spools in order, and what central saw itself is of now: newer than what arrived before, whatever a clock
  // did in between.
  const bool in_order = is_ours(c.row);
  for (const auto& record : work.state.failures.of_device(c.server, c.device)) {
    const model::Failure& failure = record->failure;
    if (is_of_job(c.row) && failure.job != c.row.alert.job) continue;
    if (!proves_job(c.row) && failure.failure_type != c.type) continue;
    if (!in_order && c.at < failure.last_at) {
      ++out.newer;
    } else {
      out.records.push_back(record.get());
    }
  }
  return out;
}

bool still_fails(const DeviceRecords& records, const std::string& type) {
  return std::any_of(records.begin(), records.end(), [&](const auto& r) { return r->failure.failure_type == type; });
}

// Does the member that this device is part of, at a wider scope, still fail otherwise?
bool member_still_fails(const Work& work, const WideScope& wide, const Facts& facts, const std::string& type) {
  const auto& failures = work.state.failures;
  if (wide.scope == model::Scope::kServer) return false;
  if (wide.scope == model::Scope::kFleet)
    return !failures.of_cause(cause_key(model::Scope::kSite, facts.site, type)).empty();
  if (still_fails(failures.of_device(facts.server, ""), type)) return true;
  const auto& devices = failures.of_cause(cause_key(model::Scope::kServer, facts.server, type));
  return std::any_of(devices.begin(), devices.end(), [&](const Record* record) {
    return wide.scope != model::Scope::kPackage || record->failure.package == facts.package;
  });
}

// The numbers of this failure start again once no record of its device and type is open.
void clear_counters(Work& work, const model::Failure& failure) {
  const std::string& type = failure.failure_type;
  const Facts facts = facts_of(failure);
  if (still_fails(work.state.failures.of_device(failure.server, failure.device), type)) return;
  auto& counters = work.state.counters;
  const auto own = own_counter(work, facts, type);
  if (counters.drop(own)) work.changes.push_back(CounterTouched{own});
  for (const auto& wide : kWideScopes) {
    const auto member = wide.member(facts);
    if (member.empty() || member_still_fails(work, wide, facts, type)) continue;
    const auto key = cause_key(wide.scope, wide.subject(facts), type);
    if (counters.drop_member(key, member)) work.changes.push_back(CounterTouched{key});
  }
}

// The wider cause has ended, or half of it: its failures so far do not count against those that are left.
void start_anew(Work& work, const OpenTicket& ticket) {
  const bool wide = ticket.ticket.scope > model::Scope::kServer || ticket.ticket.members > 1;
  if (!wide || 2 * ticket.failing.size() > ticket.ticket.members) return;
  for (const Record* record : ticket.records) {
    const auto own = own_counter(work, facts_of(record->failure), ticket.ticket.failure_type);
    if (work.state.counters.drop(own)) work.changes.push_back(CounterTouched{own});
  }
}

void settle_ticket(Work& work, const std::string& id, const std::vector<model::Failure>& cleared,
                   const std::string& evidence) {
  OpenTicket* ticket = work.state.tickets.find(id);
  if (!ticket) return;
  if (ticket->records.empty()) return close_ticket(work, *ticket, "proven: " + evidence, cleared);
  start_anew(work, *ticket);
  std::set<std::string> left;
  for (const Record* record : ticket->records) {
    left.insert(record->failure.device.empty() ? record->failure.server : record->failure.device);
    if (left.size() > 10) break;
  }
  std::string names;
  for (const auto& name : left) names += (names.empty() ? "" : ", ") + name;
  work.note(id, "cleared",
            fmt::format("{} cleared ({}); {} still open: {}", cleared.size(), evidence, ticket->records.size(), names));
}

}  // namespace

void take_evidence(Work& work, const Case& c) {
  const Proven proven = proven_records(work, c);
  const std::string evidence = what_proved_it(c);
  std::map<std::string, std::vector<model::Failure>> by_ticket;
  std::map<std::string, model::Failure> cleared;  // one of each type
  for (Record* record : proven.records) {
    model::Failure failure = record->failure;
    if (OpenTicket* ticket = work.state.tickets.find(failure.ticket)) work.state.tickets.detach(*ticket, *record);
    work.state.failures.remove(*record);
    cleared.emplace(failure.failure_type, failure);
    work.changes.push_back(FailureCleared{{failure, work.now, evidence}});
    by_ticket[failure.ticket].push_back(std::move(failure));
  }
  if (!proves_job(c.row)) cleared.try_emplace(c.type);
  for (const auto& [type, failure] : cleared) {
    const bool episode = !failure.failure_type.empty();
    if (episode) clear_counters(work, failure);
    const auto own = own_counter(work, c.facts(), type);
    work.state.recoveries.proven(own, c.at, episode);
    work.changes.push_back(RecoveryTouched{own});
  }
  for (const auto& [ticket, failures] : by_ticket) settle_ticket(work, ticket, failures, evidence);

  std::string ticket = by_ticket.empty() ? "" : by_ticket.rbegin()->first;
  std::string reason = proven.records.empty() ? "evidence of recovery; nothing was open that it proves"
                                              : fmt::format("evidence: {} record{} cleared", proven.records.size(),
                                                            proven.records.size() == 1 ? "" : "s");
  if (proven.newer > 0) reason += fmt::format("; {} failed again after it and stay open", proven.newer);
  work.changes.push_back(
      AlertDecision{c.row.number, proves_job(c.row) ? "" : c.type, std::move(ticket), std::move(reason), false});
}

}  // namespace redrive::central::triage
