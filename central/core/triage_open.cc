// A new ticket: whose it is, what belongs to it, and which narrower ones it replaces.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "central/core/reach.h"
#include "central/core/triage_work.h"

namespace redrive::central::triage {
namespace {

constexpr std::size_t kNamedMembers = 10;  // in the reason; the mail lists the failures

// "1 server", "3 servers"
std::string so_many(const Cause& cause) {
  std::string_view members = cause.wide ? cause.wide->members : "alerts";
  if (cause.number == 1) members.remove_suffix(1);
  return fmt::format("{} {}", cause.number, members);
}

// Who fails, in words: "3 devices of server ids-1 (dev-1, dev-2, dev-3)", "3 alerts of device dev-1".
std::string who_fails(const Work& work, const Cause& cause) {
  const std::string subject = fmt::format("{} {}", model::to_string(cause.scope), cause.subject);
  if (!cause.wide) return fmt::format("{} of {}", so_many(cause), subject);
  std::string names;
  const auto counter = work.state.counters.find(cause.key);
  const std::set<std::string> members =
      counter ? std::set(counter->members.begin(), counter->members.end()) : std::set<std::string>{};
  std::size_t shown = 0;
  for (const auto& member : members) {
    if (shown++ == kNamedMembers) break;
    names += (names.empty() ? "" : ", ") + member;
  }
  return fmt::format("{} of {} ({}{})", so_many(cause), subject, names, shown < members.size() ? ", …" : "");
}

// Where people are sent: for a wider cause to the recorded site of what its members share, where there is one.
Place place_of(const Work& work, const Case& c, const Cause& cause) {
  switch (cause.scope) {
    case model::Scope::kFleet:
    case model::Scope::kPackage:
      return {};
    case model::Scope::kSite:
      return Place{cause.subject, "site", true, ""};
    default:
      break;
  }
  if (!cause.wide) return c.place;
  const std::string& site = work.rules().places.recorded(cause.subject);
  return site.empty() ? c.place : Place{site, "server", true, ""};
}

// What made a wider cause stand out though no more members fail than the limit (standing_out.cc).
std::string_view how_it_stands_out(model::Scope scope) {
  switch (scope) {
    case model::Scope::kServer:
      return "several of them again and again";
    case model::Scope::kSite:
      return "counting those with a ticket, too many of its servers for causes of their own";
    case model::Scope::kPackage:
      return "the same again and again wherever it goes";
    default:
      return "everywhere at nearly the same time";
  }
}

std::string why(const Work& work, const Case& c, const Cause& cause) {
  const std::string failing =
      fmt::format("{} with {} within {}", who_fails(work, cause), c.type, base::format_duration(cause.limit->window));
  if (cause.number > cause.limit->limit)
    return fmt::format("{}, more than {} by {}", failing, cause.limit->limit, cause.limit->rule);
  if (cause.wide) return fmt::format("{}: {}", failing, how_it_stands_out(cause.scope));
  return fmt::format("{} {} keeps coming back with {}: it recovered more than {} times within {} and failed again",
                     model::to_string(cause.scope), cause.subject, c.type, cause.limit->limit,
                     base::format_duration(cause.limit->quiet));
}

// Why it is not wider: what was seen there when it was judged.
void tell_scope(Work& work, const Case& c, std::span<const Cause> wider, const model::Ticket& ticket) {
  std::string seen;
  for (const Cause& cause : wider) {
    const std::string subject = cause.scope == model::Scope::kFleet
                                    ? "the fleet"
                                    : fmt::format("{} {}", model::to_string(cause.scope), cause.subject);
    seen += seen.empty() ? "" : "; ";
    seen += cause.limit->configured || may_reach(cause.scope, c.type)
                ? fmt::format("{} of {} {} not enough", so_many(cause), subject, cause.number == 1 ? "is" : "are")
                : fmt::format("what fails so at many {} of {} has no common cause", cause.wide->members, subject);
  }
  if (!seen.empty()) work.note(ticket.id, "scope", fmt::format("not wider than {}: {}", describe(ticket), seen));
}

void describe_cause(const Work& work, const Case& c, const Cause& cause, model::Ticket& ticket) {
  const Place place = place_of(work, c, cause);
  const Route route = work.rules().router.route(cause.scope, place.code, c.row.alert.package);
  const bool of_server = cause.scope <= model::Scope::kServer;
  ticket.scope = cause.scope;
  ticket.server = of_server ? c.server : "";
  ticket.device = cause.wide ? "" : c.device;
  ticket.package = cause.wide && cause.scope != model::Scope::kPackage ? "" : c.row.alert.package;
  tell_place(place, cause.scope <= model::Scope::kSite ? c.row.alert.location : "", ticket);
  ticket.centre = route.centre;
  ticket.failure_type = c.type;
  ticket.last_alert_at = std::max(ticket.last_alert_at, c.at);
  ticket.members = 0;
  ticket.reason = fmt::format("{}. To {}: {}{}{}.", why(work, c, cause), route.centre, route.reason,
                              place.verified || place.code.empty() ? "" : " (not verified)",
                              place.note.empty() ? "" : "; " + place.note);
}

int year_of(base::UtcTime t) {
  return static_cast<int>(std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(t)).year());
}

bool is_part(const Record& record, const Case& c, const Cause& cause) {
  return record.failure.failure_type == c.type && cause.wide->subject(facts_of(record.failure)) == cause.subject;
}

// Is a narrower ticket the first sight of the wider cause, however old it is? A site's network is seen failing server
// by server, a release wave by wave, a server's keys device by device.
bool is_first_sight(const model::Ticket& part, const Cause& cause) {
  switch (cause.scope) {
    case model::Scope::kSite:
      return part.scope == model::Scope::kServer;
    case model::Scope::kPackage:
      return !comes_from_server(part.failure_type);
    default:
      return cause.scope == model::Scope::kServer && comes_from_server(part.failure_type);
  }
}

// Narrower tickets of the same cause: still failing, of nothing else, and not older than what shows it reaches back:
// an older one had a cause of its own first. But several devices of a server had it from the server all the time.
std::vector<OpenTicket*> parts_of(Work& work, const Case& c, const Cause& cause, const std::vector<Record*>& records) {
  if (!cause.wide) return {};
  const base::UtcTime since = c.at - cause.failing_for;
  std::map<std::string, OpenTicket*> parts, older;  // by id
  for (const Record* record : records) {
    OpenTicket* part = work.state.tickets.find(record->failure.ticket);
    if (!part || part->ticket.scope >= cause.scope || parts.contains(part->ticket.id)) continue;
    if (part->ticket.last_alert_at <= since) continue;
    if (!std::all_of(part->records.begin(), part->records.end(),
                     [&](const Record* r) { return is_part(*r, c, cause); }))
      continue;
    const bool early = part->ticket.opened_at <= since && !is_first_sight(part->ticket, cause);
    (early ? older : parts).emplace(part->ticket.id, part);
  }
  if (cause.scope == model::Scope::kServer && older.size() > 1) parts.merge(older);
  std::vector<OpenTicket*> out;
  out.reserve(parts.size());
  for (const auto& [id, part] : parts) out.push_back(part);
  return out;
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
  ticket.failing.clear();
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

bool is_alone(const Work& work, const Record& record) {
  return !work.state.tickets.find(record.failure.ticket);
}

// Closed within the quiet period: the same cause is back.
OpenTicket* reopen(Work& work, const Case& c, const Cause& cause) {
  auto& tickets = work.state.tickets;
  const model::Ticket* closed = cause.wide ? tickets.ended(cause.key) : tickets.retired(cause.key);
  if (!closed || c.at - *closed->closed_at >= cause.limit->quiet) return nullptr;
  model::Ticket ticket = tickets.take_ended(cause.key);
  ticket.state = ticket.told ? model::TicketState::kOpen : model::TicketState::kHeld;
  if (!ticket.told) ticket.opened_at = work.now;  // for those who were not told it begins now
  ticket.closed_at = std::nullopt;
  ticket.closed_because.clear();
  ticket.continued_in.clear();
  ticket.last_alert_at = std::max(ticket.last_alert_at, c.at);
  ticket.members = 0;
  OpenTicket& open = tickets.add(std::move(ticket));
  if (open.ticket.told) ask(work, open);
  work.put(open);
  work.note(open.ticket.id, "opened", "again: " + why(work, c, cause));
  return &open;
}

// The records that may be its, in no order: failing still, outside outages. Those in no ticket failed inside the
// window.
std::vector<Record*> counted_records(Work& work, const Case& c, const Cause& cause) {
  std::vector<Record*> records;
  const auto look = [&](Record* record) {
    const model::Failure& failure = record->failure;
    const base::Micros reach = is_alone(work, *record) ? cause.limit->window : cause.failing_for;
    if (failure.last_at <= c.at - reach || failure.failure_type != c.type) return;
    if (!covering(work.state, facts_of(failure), failure.last_at)) records.push_back(record);
  };
  if (cause.wide) {
    std::ranges::for_each(work.state.failures.of_cause(cause.key), look);
  } else {
    for (const auto& record : work.state.failures.of_device(c.server, c.device)) look(record.get());
  }
  return records;
}

// What a release explains says nothing of the servers where it failed.
void forget_at_servers(Work& work, const std::vector<Record*>& records) {
  for (const Record* record : records) {
    const auto key = cause_key(model::Scope::kServer, record->failure.server, record->failure.failure_type);
    if (work.state.counters.drop_member(key, record->failure.device)) work.changes.push_back(CounterTouched{key});
  }
}

void absorb(Work& work, OpenTicket& part, OpenTicket& wider) {
  const std::vector<Record*> records(part.records.begin(), part.records.end());
  part.ticket.duplicate_of = wider.ticket.id;
  std::vector<model::Failure> failures;
  failures.reserve(records.size());
  for (Record* record : records) failures.push_back(record->failure);
  for (Record* record : records) work.state.tickets.detach(part, *record);
  close_ticket(work, part, fmt::format("part of {}: {}", wider.ticket.id, wider.ticket.reason), std::move(failures));
  for (Record* record : records) {
    work.changes.push_back(FailureTouched{record->key()});
    take_record(work, *record, wider);
  }
}

}  // namespace

const model::Ticket& open_ticket(Work& work, const Case& c, Record& record, const Cause& cause,
                                 std::span<const Cause> wider, OpenTicket* fading) {
  auto counted = counted_records(work, c, cause);
  auto parts = parts_of(work, c, cause, counted);
  OpenTicket* back = fading ? fading : reopen(work, c, cause);
  OpenTicket* held = back ? nullptr : take_held(parts);
  OpenTicket& ticket = back ? *back : held ? widen(work, c, cause, *held) : create(work, c, cause);
  if (cause.scope == model::Scope::kPackage) forget_at_servers(work, counted);
  if (!fading) tell_scope(work, c, wider, ticket.ticket);
  for (OpenTicket* part : parts) absorb(work, *part, ticket);
  std::erase_if(counted, [&](const Record* one) { return !is_alone(work, *one); });
  std::ranges::sort(counted, ByName{});
  for (Record* one : counted) take_record(work, *one, ticket);
  take_record(work, record, ticket);
  ticket.ticket.last_alert_at = std::max(ticket.ticket.last_alert_at, c.at);
  measure_anew(work, ticket, cause);
  note_again(work, c, ticket);
  if (fading && !c.again) return ticket.ticket;
  if (ticket.ticket.told) {
    mail_open_again(work, c, ticket);
    return ticket.ticket;
  }
  if (fading) return ticket.ticket;
  work.state.tickets.hold(ticket, ticket.ticket.opened_at + cause.limit->hold);
  if (*ticket.hold_until <= work.now) start_mailing(work, ticket);
  return ticket.ticket;
}

}  // namespace redrive::central::triage
