#include "central/core/triage_state.h"

#include <algorithm>
#include <unordered_map>

#include "central/core/reminders.h"

namespace redrive::central {
namespace {

// A held ticket is held by the rule in force now: of its own device or server, or of the wider cause it stands for.
base::Micros hold_of(const Rules& rules, const OpenTicket& open) {
  const auto& ticket = open.ticket;
  const bool own =
      ticket.scope == model::Scope::kDevice ||
      (ticket.scope == model::Scope::kServer && std::all_of(open.records.begin(), open.records.end(),
                                                            [](const Record* r) { return r->failure.device.empty(); }));
  const Facts facts = facts_of(ticket);
  return own ? rules.thresholds.own(facts, ticket.failure_type).hold
             : rules.thresholds.wide(ticket.scope, facts, ticket.failure_type).hold;
}

// The alerts that still wait for a ticket. A record has gathered `count` alerts; older ones of its name belong to an
// earlier record that was cleared.
void give_waiting(TriageState& state, std::vector<StoredState::Decided> decided) {
  std::unordered_map<Record*, std::uint64_t> seen;
  for (auto& one : decided) {
    Record* record = state.failures.find(one.record);
    if (!record || ++seen[record] > record->failure.count || one.in_ticket) continue;
    if (record->waiting.size() < kMaxWaiting) record->waiting.push_back(std::move(one.alert));
  }
  for (const auto& [record, count] : seen) {
    std::reverse(record->waiting.begin(), record->waiting.end());  // oldest first
  }
}

}  // namespace

TriageState restore(std::shared_ptr<const Rules> rules, StoredState stored) {
  TriageState state;
  state.rules = std::move(rules);
  state.tickets = TicketTable(state.rules->places.devices());
  for (auto& ticket : stored.tickets) {
    if (ticket.state != model::TicketState::kClosed) {
      state.tickets.add(std::move(ticket));
    } else {
      state.tickets.retire(std::move(ticket));
    }
  }
  for (auto& failure : stored.failures) {
    Record& record = state.failures.add(std::move(failure));
    if (OpenTicket* ticket = state.tickets.find(record.failure.ticket)) state.tickets.attach(*ticket, record);
  }
  for (auto& counter : stored.counters) state.counters.restore(std::move(counter));
  for (auto& recovery : stored.recoveries) state.recoveries.restore(std::move(recovery));
  for (auto& storm : stored.storms) state.storms.restore(std::move(storm));
  for (auto& outage : stored.outages) state.outages.add(std::move(outage));
  give_waiting(state, std::move(stored.decided));
  state.tickets.each([&](OpenTicket& open) {
    state.tickets.remind(open, reminder_due(*state.rules->options, open.ticket));
    if (open.ticket.state != model::TicketState::kHeld) return;
    state.tickets.hold(open, open.ticket.opened_at + hold_of(*state.rules, open));
  });
  return state;
}

}  // namespace redrive::central
