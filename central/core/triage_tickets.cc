// Tickets that are there already: joined, mailed, closed.
#include <fmt/format.h>

#include <algorithm>

#include "central/core/triage_work.h"

namespace redrive::central::triage {
namespace {

std::vector<model::Failure> newest_failures(const RecordSet& records, std::vector<model::Failure> out) {
  for (const Record* record : records) out.push_back(record->failure);
  const auto kept = std::min(out.size(), kMailedFailures);
  const auto newer = [](const model::Failure& a, const model::Failure& b) { return a.last_at > b.last_at; };
  std::stable_sort(out.begin(), out.end(), newer);
  out.resize(kept);
  return out;
}

}  // namespace

std::string describe(const model::Ticket& ticket) {
  const std::string& name = ticket.scope == model::Scope::kDevice   ? ticket.device
                            : ticket.scope == model::Scope::kServer ? ticket.server
                            : ticket.scope == model::Scope::kSite   ? ticket.location
                                                                    : ticket.package;
  return fmt::format("{}{}{}", model::to_string(ticket.scope), name.empty() ? "" : " ", name);
}

const model::Outage* covering(const TriageState& state, Facts facts, base::UtcTime at, base::Micros settling) {
  if (facts.device.empty()) facts.device = facts.server;  // a server is a device of devices.csv
  for (const auto* list : {&state.outages, &state.rules->outages}) {
    if (const auto* outage = list->covers(facts.server, facts.device, facts.site, at)) return outage;
    const auto* over = list->covers(facts.server, facts.device, facts.site, at - settling);
    if (!over) continue;
    const auto period = model::next_period(*over, at - settling);
    if (period && at < period->end + std::min(settling, (period->end - period->start) / 20)) return over;
  }
  return nullptr;
}

bool takes(const OpenTicket& ticket, const Cause& cause, const Case& c) {
  if (c.at - ticket.ticket.last_alert_at >= cause.limit->quiet) return false;
  if (!cause.wide || cause.limit->limit == 0) return true;  // one member is cause enough
  const base::UtcTime since = c.at - cause.failing_for;
  // A fleet is more than a few, to begin with and to go on; a [[threshold]] is taken by its word.
  const std::size_t few = cause.scope == model::Scope::kFleet && !cause.limit->configured ? kFew : 0;
  const std::size_t half = std::max<std::size_t>(ticket.ticket.members / 2, few);
  if (!cause.watched && ticket.failing.size() <= half) return false;
  if (cause.watched && ticket.failing.failed_since(since, half + 1) <= half) return false;
  const bool may_be_one = !cause.watched && cause.scope > model::Scope::kServer;  // it fails at many devices
  return may_be_one || ticket.failing.others_failed_since(since, cause.wide->member(c.facts()));
}

void measure_anew(Work& work, OpenTicket& ticket, const Cause& cause) {
  ticket.ticket.members =
      ticket.failing.failed_since(ticket.ticket.last_alert_at - cause.failing_for, ticket.failing.size());
  work.changes.push_back(TicketTouched{ticket.ticket.id});
}

void take_record(Work& work, Record& record, OpenTicket& ticket) {
  auto& tickets = work.state.tickets;
  if (record.failure.ticket != ticket.ticket.id) {
    OpenTicket* before = tickets.find(record.failure.ticket);
    if (before) tickets.detach(*before, record);
    if (before && before->records.empty()) {
      before->ticket.continued_in = ticket.ticket.id;
      close_ticket(work, *before, fmt::format("its failures go on in {}", ticket.ticket.id), {record.failure});
    } else if (before) {
      work.note(before->ticket.id, "note",
                fmt::format("{} goes on by itself in {}", record.failure.device, ticket.ticket.id));
    }
    tickets.attach(ticket, record);
    work.changes.push_back(FailureTouched{record.key()});
  }
  for (auto& alert : record.waiting) {
    if (alert.received < work.waiting_since()) continue;
    work.changes.push_back(TicketJoined{ticket.ticket.id, alert.number, std::move(alert.id)});
  }
  record.waiting.clear();
}

void join_ticket(Work& work, const Case& c, Record& record, OpenTicket& ticket, const Cause& cause) {
  model::Ticket& value = ticket.ticket;
  const bool known = record.failure.ticket == value.id;
  record.waiting.push_back({c.row.number, c.row.alert.id, c.row.received_at});
  take_record(work, record, ticket);
  value.last_alert_at = std::max(value.last_alert_at, c.at);
  const auto more = ticket.failing.failed_since(c.at - cause.failing_for, value.members + 1);
  value.members = std::max<std::uint64_t>(value.members, more);
  if (!known) {
    work.note(value.id, "joined",
              fmt::format("{} {} fails too: {}", c.device.empty() ? "server" : "device",
                          c.device.empty() ? c.server : c.device, c.type));
  }
  note_again(work, c, ticket);
  if ((!known || c.again) && value.told && !work.state.storms.gathers(value))
    work.changes.push_back(UpdateWanted{value.id, c.again});
  if (value.state != model::TicketState::kResolved) {
    work.changes.push_back(TicketTouched{value.id});
    return;
  }
  value.state = model::TicketState::kOpen;
  ask(work, ticket);
  work.put(ticket);
  work.note(value.id, "opened", "it was said to be resolved, but it fails again");
  mail_open_again(work, c, ticket);
}

void note_again(Work& work, const Case& c, const OpenTicket& ticket) {
  if (!c.again) return;
  const model::Alert& alert = c.row.alert;
  work.note(ticket.ticket.id, "again",
            fmt::format("device {} failed again in run {} of {}: {}", c.device, alert.run, alert.job, c.type));
}

void mail_open_again(Work& work, const Case& c, const OpenTicket& ticket) {
  if (!c.again) return mail(work, ticket, Notice::kUpdated);
  if (!work.state.storms.gathers(ticket.ticket)) work.changes.push_back(UpdateWanted{ticket.ticket.id, true});
}

void mail(Work& work, const OpenTicket& ticket, Notice notice, std::vector<model::Failure> failures) {
  if (work.state.storms.gathers(ticket.ticket)) return;
  work.changes.push_back(ticket_mail(ticket, notice, std::move(failures)));
}

MailWanted ticket_mail(const OpenTicket& ticket, Notice notice, std::vector<model::Failure> failures) {
  return {notice, ticket.ticket, newest_failures(ticket.records, std::move(failures))};
}

void start_mailing(Work& work, OpenTicket& ticket) {
  work.state.tickets.hold(ticket, std::nullopt);
  model::Ticket& value = ticket.ticket;
  auto& storms = work.state.storms;
  value.state = model::TicketState::kOpen;
  value.told = true;
  value.storm = storms.tell(value, work.rules().options->mail.storm_tickets, work.now);
  ask(work, ticket);
  work.put(ticket);
  work.changes.push_back(TicketAnnounced{value.id, value.scope, work.taken_at.value_or(value.opened_at)});
  work.changes.push_back(StormTouched{value.centre});
  if (value.storm.empty()) return mail(work, ticket, Notice::kOpened);
  work.note(value.id, "mail",
            fmt::format("many new tickets for {} within a minute: it goes out in one summary mail, {}, at {}",
                        value.centre, value.storm, base::format_rfc3339(storms.find(value.centre)->due)));
  if (storms.full(value.centre)) send_summary(work, value.centre);
}

void send_summary(Work& work, const std::string& centre) {
  std::string storm = work.state.storms.end(centre);
  work.changes.push_back(StormTouched{centre});
  work.changes.push_back(SummaryWanted{centre, std::move(storm)});
}

void close_ticket(Work& work, OpenTicket& ticket, std::string because, std::vector<model::Failure> failures) {
  model::Ticket& value = ticket.ticket;
  value.state = model::TicketState::kClosed;
  value.closed_at = work.now;
  value.closed_because = std::move(because);
  answered(work, ticket);
  work.put(ticket);
  work.note(value.id, "closed",
            value.told ? value.closed_because : value.closed_because + "; nobody had been told yet");
  if (value.told)
    mail(work, ticket, value.duplicate_of.empty() ? Notice::kClosed : Notice::kUpdated, std::move(failures));
  model::Ticket closed = value;
  work.state.tickets.erase(ticket);
  work.state.tickets.retire(std::move(closed));
}

}  // namespace redrive::central::triage
