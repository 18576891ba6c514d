#include "tests/unit/central_core/world.h"

#include "central/core/case.h"

namespace redrive::central::test {
namespace {

struct Apply {
  World& world;

  void operator()(const FailureTouched& change) const {
    if (const Record* record = world.state.failures.find(change.key)) {
      world.failures[change.key] = record->failure;
    }
  }
  void operator()(const FailureCleared& change) const {
    const auto& f = change.cleared.failure;
    world.failures.erase(record_key(f.server, f.device, f.job, f.failure_type));
    world.cleared.push_back(change.cleared);
  }
  void operator()(const CounterTouched& change) const {
    if (const auto counter = world.state.counters.find(change.cause)) {
      world.counters[change.cause] = *counter;
    } else {
      world.counters.erase(change.cause);
    }
  }
  void operator()(const RecoveryTouched& change) const {
    if (const auto recovery = world.state.recoveries.find(change.cause)) {
      world.recoveries[change.cause] = *recovery;
    } else {
      world.recoveries.erase(change.cause);
    }
  }
  void operator()(const TicketPut& change) const { world.tickets[change.ticket.id] = change.ticket; }
  void operator()(const TicketTouched& change) const {
    if (const OpenTicket* open = world.state.tickets.find(change.id)) world.tickets[change.id] = open->ticket;
  }
  void operator()(const TicketJoined& change) const {
    world.joined[change.ticket].push_back(change.alert);
    if (const auto at = world.decisions.find(change.number); at != world.decisions.end())
      at->second.ticket = change.ticket;
  }
  void operator()(const TicketAnnounced&) const { ++world.announced; }
  void operator()(const UpdateWanted& change) const {
    world.updates.push_back(change.ticket + (change.soon ? " soon" : ""));
  }
  void operator()(const StormTouched& change) const {
    world.storms[change.centre] = *world.state.storms.find(change.centre);
  }
  void operator()(const SummaryWanted& change) const { world.summaries.push_back(change); }
  void operator()(const MailWanted& change) const { world.mails.push_back(change); }
  void operator()(const TimelineEntry& change) const { world.timeline.push_back(change); }
  void operator()(const OutageCounted& c) { ++world.inside[c.outage]; }
  void operator()(const AlertDecision& change) const { world.decisions[change.number] = change; }
};

}  // namespace

void World::apply(const Changes& changes) {
  for (const auto& change : changes) std::visit(Apply{*this}, change);
}

std::string World::key_of(const InboxRow& alert, const AlertDecision& decision) const {
  std::string server = alert.alert.server, device = alert.alert.device;
  complete_names(rules->places.devices(), server, device);
  return record_key(server, device, alert.alert.job, decision.failure_type);
}

}  // namespace redrive::central::test
