#include "central/core/ticket_table.h"

#include <algorithm>
#include <tuple>

namespace redrive::central {
namespace {

const DeviceIndex kEmpty;

}  // namespace

OpenTicket* TicketTable::find(std::string_view id) {
  const auto at = id.empty() ? tickets_.end() : tickets_.find(id);
  return at == tickets_.end() ? nullptr : &at->second;
}

const OpenTicket* TicketTable::find(std::string_view id) const {
  return const_cast<TicketTable*>(this)->find(id);  // it changes nothing
}

OpenTicket* TicketTable::of_cause(std::string_view cause) {
  const auto at = causes_.find(cause);
  if (at == causes_.end()) return nullptr;
  const auto earlier = [](const OpenTicket* a, const OpenTicket* b) {
    return std::tie(a->ticket.opened_at, a->ticket.id) < std::tie(b->ticket.opened_at, b->ticket.id);
  };
  return *std::max_element(at->second.begin(), at->second.end(), earlier);
}

const OpenTicket* TicketTable::of_cause(std::string_view cause) const {
  return const_cast<TicketTable*>(this)->of_cause(cause);
}

OpenTicket& TicketTable::add(model::Ticket ticket) {
  OpenTicket& added = tickets_[ticket.id];
  added.ticket = std::move(ticket);
  link(added);
  return added;
}

void TicketTable::erase(OpenTicket& ticket) {
  hold(ticket, std::nullopt);
  remind(ticket, std::nullopt);
  unlink(ticket);
  tickets_.erase(tickets_.find(ticket.ticket.id));
}

void TicketTable::retire(model::Ticket ticket) {
  const std::string cause = cause_of(ticket);
  if (causes_.contains(cause)) return;
  if (const auto* known = ended(cause)) {
    if (std::pair(*known->closed_at, known->id) > std::pair(*ticket.closed_at, ticket.id)) return;
    take_ended(cause);
  }
  if (!ticket.duplicate_of.empty()) return;
  retired_order_.emplace(*ticket.closed_at, cause);
  retired_.emplace(cause, std::move(ticket));
}

const model::Ticket* TicketTable::ended(std::string_view cause) const {
  const auto at = retired_.find(cause);
  return at == retired_.end() ? nullptr : &at->second;
}

const model::Ticket* TicketTable::retired(std::string_view cause) const {
  const model::Ticket* ticket = ended(cause);
  return ticket && ticket->continued_in.empty() ? ticket : nullptr;
}

model::Ticket TicketTable::take_ended(const std::string& cause) {
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
  holds_.set(ticket.ticket.id, ticket.hold_until, until);
}

void TicketTable::remind(OpenTicket& ticket, std::optional<base::UtcTime> at) {
  reminders_.set(ticket.ticket.id, ticket.remind_at, at);
}

void TicketTable::attach(OpenTicket& ticket, Record& record) {
  record.failure.ticket = ticket.ticket.id;
  ticket.records.insert(&record);
  failed_again(ticket, record);
}

void TicketTable::detach(OpenTicket& ticket, Record& record) {
  ticket.records.erase(&record);
  record.failure.ticket.clear();
  ticket.failing.remove(member_of(ticket.ticket.scope, facts_of(record.failure)), &record);
}

void TicketTable::failed_again(OpenTicket& ticket, const Record& record) {
  ticket.failing.put(member_of(ticket.ticket.scope, facts_of(record.failure)), &record, record.failure.last_at);
}

std::string TicketTable::cause_of(const model::Ticket& ticket) const {
  return cause_key(devices_ ? *devices_ : kEmpty, ticket);
}

void TicketTable::link(OpenTicket& ticket) {
  const std::string cause = cause_of(ticket.ticket);
  causes_[cause].push_back(&ticket);
  if (ended(cause)) take_ended(cause);
}

void TicketTable::unlink(OpenTicket& ticket) {
  const auto at = causes_.find(cause_of(ticket.ticket));
  if (at == causes_.end()) return;
  std::erase(at->second, &ticket);
  if (at->second.empty()) causes_.erase(at);
}

}  // namespace redrive::central
