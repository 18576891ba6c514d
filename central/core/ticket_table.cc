#include "central/core/ticket_table.h"

#include <algorithm>

namespace redrive::central {
namespace {

const DeviceIndex kEmpty;

}  // namespace

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

const OpenTicket* TicketTable::of_cause(const std::string& cause) const {
  return const_cast<TicketTable*>(this)->of_cause(cause);  // it changes nothing
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

void TicketTable::retire(model::Ticket ticket) {
  const std::string cause = cause_of(ticket);
  if (causes_.contains(cause)) return;
  if (const auto* known = this->retired(cause)) {
    if (std::pair(*known->closed_at, known->id) > std::pair(*ticket.closed_at, ticket.id)) return;
    take_retired(cause);
  }
  if (!ticket.duplicate_of.empty() || !ticket.continued_in.empty()) return;
  retired_order_.emplace(*ticket.closed_at, cause);
  retired_.emplace(cause, std::move(ticket));
}

const model::Ticket* TicketTable::retired(const std::string& cause) const {
  const auto at = retired_.find(cause);
  return at == retired_.end() ? nullptr : &at->second;
}

model::Ticket TicketTable::take_retired(const std::string& cause) {
  const auto at = retired_.find(cause);
  retired_order_.erase({*at->second.closed_at, cause});
  model::Ticket ticket = std::move(at->second);
  retired_.erase(at);
  return ticket;
}

void TicketTable::forget_retired_before(base::UtcTime time) {
  while (!retired_order_.empty() && retired_order_.begin()->first < time) {
    retired_.erase(retired_order_.begin()->second);
    retired_order_.erase(retired_order_.begin());
  }
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
  ticket.failing.remove(std::string(member_of(ticket.ticket.scope, facts_of(record.failure))), &record);
}

void TicketTable::failed_again(OpenTicket& ticket, const Record& record) {
  ticket.failing.put(std::string(member_of(ticket.ticket.scope, facts_of(record.failure))), &record,
                     record.failure.last_at);
}

std::string TicketTable::cause_of(const model::Ticket& ticket) const {
  return cause_key(devices_ ? *devices_ : kEmpty, ticket);
}

void TicketTable::link(OpenTicket& ticket) {
  const std::string cause = cause_of(ticket.ticket);
  causes_[cause].insert(ticket.ticket.id);
  if (retired(cause)) take_retired(cause);
}

void TicketTable::unlink(OpenTicket& ticket) {
  const auto at = causes_.find(cause_of(ticket.ticket));
  if (at == causes_.end()) return;
  at->second.erase(ticket.ticket.id);
  if (at->second.empty()) causes_.erase(at);
}

}  // namespace redrive::central
