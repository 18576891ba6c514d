#include "central/core/ticket_table.h"

#include <algorithm>

namespace redrive::central {
namespace {

const DeviceIndex kEmpty;

}  // namespace

std::optional<base::UtcTime> OpenTicket::others_failed_at(std::string_view member) const {
  if (newest && newest->member != member) return newest->at;
  if (second) return second->at;
  return std::nullopt;
}

OpenTicket* TicketTable::find(const std::string& id) {
  const auto at = tickets_.find(id);
  return at == tickets_.end() ? nullptr : &at->second;
}

const OpenTicket* TicketTable::find(const std::string& id) const {
  const auto at = tickets_.find(id);
  return at == tickets_.end() ? nullptr : &at->second;
}

OpenTicket* TicketTable::of_cause(const std::string& cause) {
  const auto at = causes_.find(cause);
  if (at == causes_.end()) return nullptr;
  OpenTicket* last = nullptr;
  for (const auto& id : at->second) {
    OpenTicket* one = find(id);
    if (!last || one->ticket.opened_at >= last->ticket.opened_at) last = one;
  }
  return last;
}

std::vector<OpenTicket*> TicketTable::inside(const std::string& wide_cause) {
  std::vector<OpenTicket*> out;
  const auto at = inside_.find(wide_cause);
  if (at == inside_.end()) return out;
  for (const auto& id : at->second) out.push_back(find(id));
  return out;
}

OpenTicket& TicketTable::add(model::Ticket ticket) {
  OpenTicket& added = tickets_[ticket.id];
  added.ticket = std::move(ticket);
  link(added);
  return added;
}

void TicketTable::erase(OpenTicket& ticket) {
  hold(ticket, std::nullopt);
  unlink(ticket);
  tickets_.erase(tickets_.find(ticket.ticket.id));
}

void TicketTable::hold(OpenTicket& ticket, std::optional<base::UtcTime> until) {
  if (ticket.hold_until) holds_.erase({*ticket.hold_until, ticket.ticket.id});
  ticket.hold_until = until;
  if (until) holds_.insert({*until, ticket.ticket.id});
}

std::optional<base::UtcTime> TicketTable::next_hold() const {
  if (holds_.empty()) return std::nullopt;
  return holds_.begin()->first;
}

std::vector<std::string> TicketTable::holds_ended(base::UtcTime now) const {
  std::vector<std::string> ids;
  for (auto at = holds_.begin(); at != holds_.end() && at->first <= now; ++at) ids.push_back(at->second);
  return ids;
}

void TicketTable::attach(OpenTicket& ticket, Record& record) {
  record.failure.ticket = ticket.ticket.id;
  ticket.records.insert(&record);
  failed_again(ticket, record);
}

void TicketTable::detach(OpenTicket& ticket, Record& record) {
  ticket.records.erase(&record);
  record.failure.ticket.clear();
  const auto member = member_of(ticket.ticket.scope, facts_of(record.failure));
  const auto is = [&](const auto& one) { return one && one->member == member; };
  if (!is(ticket.newest) && !is(ticket.second)) return;
  ticket.newest = ticket.second = std::nullopt;
  for (const Record* left : ticket.records) failed_again(ticket, *left);
}

void TicketTable::failed_again(OpenTicket& ticket, const Record& record) {
  const auto member = member_of(ticket.ticket.scope, facts_of(record.failure));
  const base::UtcTime at = record.failure.last_at;
  if (ticket.newest && ticket.newest->member == member) {
    ticket.newest->at = std::max(ticket.newest->at, at);
  } else if (!ticket.newest || at > ticket.newest->at) {
    ticket.second = std::exchange(ticket.newest, OpenTicket::Newest{std::string(member), at});
  } else if (!ticket.second || at > ticket.second->at) {
    ticket.second = OpenTicket::Newest{std::string(member), at};
  }
}

std::vector<std::string> TicketTable::wider_causes(const model::Ticket& ticket) const {
  std::vector<std::string> keys;
  const Facts facts = facts_of(ticket);
  for (const auto& wide : kWideScopes) {
    if (wide.scope <= ticket.scope) break;  // widest first
    const auto subject = wide.subject(facts);
    if (!subject.empty()) keys.push_back(cause_key(wide.scope, subject, ticket.failure_type));
  }
  return keys;
}

void TicketTable::link(OpenTicket& ticket) {
  const std::string& id = ticket.ticket.id;
  causes_[cause_key(devices_ ? *devices_ : kEmpty, ticket.ticket)].insert(id);
  for (auto& key : wider_causes(ticket.ticket)) inside_[std::move(key)].insert(id);
}

void TicketTable::unlink(OpenTicket& ticket) {
  const auto leave = [&](auto& index, const std::string& key) {
    const auto at = index.find(key);
    if (at == index.end()) return;
    at->second.erase(ticket.ticket.id);
    if (at->second.empty()) index.erase(at);
  };
  leave(causes_, cause_key(devices_ ? *devices_ : kEmpty, ticket.ticket));
  for (const auto& key : wider_causes(ticket.ticket)) leave(inside_, key);
}

}  // namespace redrive::central
