// A new ticket: whose it is, what belongs to it, and which narrower ones it replaces.
#include <fmt/format.h>

#include <algorithm>

#include "central/core/triage_work.h"

namespace redrive::central::triage {
namespace {

constexpr std::size_t kNamedMembers = 10;  // in the reason; the mail lists the failures

// Who fails, in words: "3 devices of server ids-1 (dev-1, dev-2, dev-3)", "3 alerts of device dev-1".
std::string who_fails(const Work& work, const Cause& cause) {
  const std::string subject = fmt::format("{} {}", model::to_string(cause.scope), cause.subject);
  if (!cause.wide) return fmt::format("{} alert{} of {}", cause.number, cause.number == 1 ? "" : "s", subject);
  std::string names;
  const auto counter = work.state.counters.find(cause.key);
  auto members = counter ? counter->members : std::vector<std::string>{};
  const std::size_t shown = std::min({members.size(), cause.number, kNamedMembers});
  members.erase(members.begin(), members.end() - static_cast<std::ptrdiff_t>(shown));
  std::sort(members.begin(), members.end());
  for (const auto& member : members) names += (names.empty() ? "" : ", ") + member;
  return fmt::format("{} {} of {} ({}{})", cause.number, cause.wide->members, subject, names,
                     shown < cause.number ? ", …" : "");
}

// Where people are sent: for a wider cause to the recorded site of what its members share, where there is one.
Place place_of(const Work& work, const Case& c, const Cause& cause) {
  if (!cause.wide) return c.place;
  const std::string& site = work.rules().places.recorded(cause.subject);
  return site.empty() ? c.place : Place{site, "server", true, ""};
}

void describe_cause(const Work& work, const Case& c, const Cause& cause, model::Ticket& ticket) {
  const Place place = place_of(work, c, cause);
  const Route route = work.rules().router.route(cause.scope, place.code, c.row.alert.package);
  ticket.scope = cause.scope;
  ticket.server = c.server;
  ticket.device = cause.wide ? "" : c.device;
  ticket.package = cause.wide ? "" : c.row.alert.package;
  tell_place(place, c.row.alert.location, ticket);
  ticket.centre = route.centre;
  ticket.failure_type = c.type;
  ticket.last_alert_at = std::max(ticket.last_alert_at, c.at);
  ticket.reason = fmt::format("{} with {} within {}, more than {} by {}. To {}: {}{}{}.", who_fails(work, cause),
                              c.type, base::format_duration(cause.limit->window), cause.limit->limit, cause.limit->rule,
                              route.centre, route.reason, place.verified || place.code.empty() ? "" : " (not verified)",
                              place.note.empty() ? "" : "; " + place.note);
}

int year_of(base::UtcTime t) {
  return static_cast<int>(std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(t)).year());
}

// Narrower tickets of the same burst: opened, and failing, inside the wider cause's window. Older ones had a cause of
// their own first.
std::vector<OpenTicket*> parts_of(Work& work, const Case& c, const Cause& cause) {
  if (!cause.wide) return {};
  auto parts = work.state.tickets.inside(cause.key);
  const base::UtcTime since = c.at - cause.limit->window;
  std::erase_if(parts, [&](const OpenTicket* part) {
    return part->ticket.opened_at <= since || part->ticket.last_alert_at <= since;
  });
  return parts;
}

// Nobody was told of a held ticket yet: it may still become what the burst shows.
OpenTicket* take_held(std::vector<OpenTicket*>& parts) {
  const auto held = std::find_if(parts.begin(), parts.end(), [](const OpenTicket* part) {
    return part->ticket.state == model::TicketState::kHeld;
  });
  if (held == parts.end()) return nullptr;
  OpenTicket* ticket = *held;
  parts.erase(held);
  return ticket;
}

OpenTicket& widen(Work& work, const Case& c, const Cause& cause, OpenTicket& ticket) {
  const std::string was = describe(ticket.ticket);
  work.state.tickets.rename(ticket, [&](model::Ticket& value) { describe_cause(work, c, cause, value); });
  RecordSet records;
  records.swap(ticket.records);  // its members are others now
  ticket.newest = ticket.second = std::nullopt;
  for (Record* record : records) work.state.tickets.attach(ticket, *record);
  work.put(ticket);
  work.note(ticket.ticket.id, "opened", fmt::format("held for {}, now wider: {}", was, ticket.ticket.reason));
  return ticket;
}

OpenTicket& create(Work& work, const Case& c, const Cause& cause) {
  model::Ticket ticket;
  ticket.id = (*work.name)(year_of(work.now));
  ticket.opened_at = work.now;
  ticket.last_alert_at = c.at;
  ticket.state = model::TicketState::kHeld;
  describe_cause(work, c, cause, ticket);
  OpenTicket& open = work.state.tickets.add(std::move(ticket));
  work.put(open);
  work.note(open.ticket.id, "opened", open.ticket.reason);
  return open;
}

// The records counted in it: failed inside the window, outside outages, and in no other open ticket.
std::vector<Record*> counted_records(Work& work, const Case& c, const Cause& cause) {
  const auto& candidates =
      cause.wide ? work.state.failures.of_cause(cause.key) : work.state.failures.of_device(c.server, c.device);
  std::vector<Record*> records;
  for (Record* record : candidates) {
    const model::Failure& failure = record->failure;
    if (failure.failure_type != c.type || failure.last_at <= c.at - cause.limit->window) continue;
    if (work.state.tickets.find(failure.ticket) || covering(work.state, facts_of(failure), failure.last_at)) continue;
    records.push_back(record);
  }
  return records;
}

void absorb(Work& work, OpenTicket& part, OpenTicket& wider) {
  const std::vector<Record*> records(part.records.begin(), part.records.end());
  part.ticket.duplicate_of = wider.ticket.id;
  std::vector<model::Failure> failures;
  for (Record* record : records) failures.push_back(record->failure);
  for (Record* record : records) work.state.tickets.detach(part, *record);
  close_ticket(work, part, fmt::format("part of {}: {}", wider.ticket.id, wider.ticket.reason), std::move(failures));
  for (Record* record : records) {
    work.changes.push_back(FailureTouched{*record->key});
    take_record(work, *record, wider);
  }
}

}  // namespace

const model::Ticket& open_ticket(Work& work, const Case& c, Record& record, const Cause& cause) {
  auto parts = parts_of(work, c, cause);
  OpenTicket* held = take_held(parts);
  OpenTicket& ticket = held ? widen(work, c, cause, *held) : create(work, c, cause);
  for (OpenTicket* part : parts) absorb(work, *part, ticket);
  for (Record* counted : counted_records(work, c, cause)) take_record(work, *counted, ticket);
  take_record(work, record, ticket);
  work.state.tickets.hold(ticket, ticket.ticket.opened_at + cause.limit->hold);
  if (*ticket.hold_until <= work.now) start_mailing(work, ticket);
  return ticket.ticket;
}

}  // namespace redrive::central::triage
