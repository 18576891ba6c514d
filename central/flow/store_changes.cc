#include "central/flow/store_changes.h"

#include <algorithm>

#include "central/flow/storm_post.h"
#include "central/flow/timeline.h"
#include "central/flow/update_post.h"
#include "central/store/failures.h"
#include "central/store/inbox.h"
#include "central/store/recoveries.h"
#include "central/store/storms.h"
#include "central/store/tickets.h"

namespace redrive::central {

using base::Status;

namespace {

// The ticket exists for everybody from this commit on.
void count_ticket(Metrics& metrics, model::Scope scope, base::Micros waited) {
  ++metrics.tickets_opened[static_cast<std::size_t>(scope)];
  const double seconds = std::chrono::duration<double>(waited).count();
  for (std::size_t i = 0; i < Metrics::kLatencyBounds.size(); ++i) {
    if (seconds <= Metrics::kLatencyBounds[i]) ++metrics.latency_buckets[i];
  }
  ++metrics.latency_buckets.back();
  metrics.latency_sum_micros += static_cast<std::uint64_t>(std::max<std::int64_t>(waited.count(), 0));
}

}  // namespace

Status as_store_error(Status status) {
  if (status) return status;
  switch (status.error().code) {
    case base::ErrorCode::kInvalid:
    case base::ErrorCode::kNotFound:
    case base::ErrorCode::kDenied:
    case base::ErrorCode::kConflict:
      return base::fail(base::ErrorCode::kFailed, "the store refused: " + status.error().message);
    default:
      return status;
  }
}

Status StoreChanges::add(Changes& changes) {
  for (auto& change : changes) {
    auto stored = std::visit([&](auto& one) { return store(one); }, change);
    if (!stored) return as_store_error(std::move(stored));
  }
  changes.clear();
  return {};
}

Status StoreChanges::finish() {
  if (auto written = write_touched(); !written) return as_store_error(std::move(written));
  return as_store_error(record_decisions(flow_.db, decisions_));
}

Status StoreChanges::store(FailureTouched& change) {
  failures_.add(std::move(change.key));
  return {};
}

// The history takes what the table holds: a record this batch has only touched so far must be there first.
Status StoreChanges::store(FailureCleared& change) {
  const model::Failure& failure = change.cleared.failure;
  const auto key = record_key(failure.server, failure.device, failure.job, failure.failure_type);
  if (failures_.known.erase(key) > 0) {
    std::erase(failures_.order, key);
    if (auto put = put_failure(flow_.db, failure); !put) return put;
  }
  return clear_failure(flow_.db, change.cleared);
}

Status StoreChanges::store(CounterTouched& change) {
  counters_.add(std::move(change.cause));
  return {};
}

Status StoreChanges::store(RecoveryTouched& change) {
  recoveries_.add(std::move(change.cause));
  return {};
}

Status StoreChanges::store(TicketPut& change) {
  return put_ticket(flow_.db, change.ticket);
}

Status StoreChanges::store(TicketTouched& change) {
  tickets_.add(std::move(change.id));
  return {};
}

// The alert itself is decided after it joined; earlier ones wait in this batch or stand in the store.
Status StoreChanges::store(TicketJoined& change) {
  if (auto added = add_ticket_alert(flow_.db, change.ticket, change.number, change.alert); !added) return added;
  if (decisions_.empty() || change.number < decisions_.front().number) {
    return set_decision_ticket(flow_.db, change.number, change.ticket);
  }
  const auto before = [](const AlertDecision& one, std::int64_t number) { return one.number < number; };
  const auto at = std::lower_bound(decisions_.begin(), decisions_.end(), change.number, before);
  if (at != decisions_.end() && at->number == change.number) at->ticket = change.ticket;
  return {};
}

Status StoreChanges::store(TicketAnnounced& change) {
  const auto waited = flow_.clock.utc() - change.caused_at;
  flow_.after_commit.emplace_back(
      [&metrics = flow_.metrics, scope = change.scope, waited] { count_ticket(metrics, scope, waited); });
  return {};
}

Status StoreChanges::store(UpdateWanted& change) {
  if (change.soon) soon_.insert(change.ticket);
  updates_.add(std::move(change.ticket));
  return {};
}

Status StoreChanges::store(StormTouched& change) {
  storms_.add(std::move(change.centre));
  return {};
}

Status StoreChanges::store(SummaryWanted& change) {
  return post_storm(flow_, {change.storm, change.centre});
}

Status StoreChanges::store(MailWanted& change) {
  TicketPost post{change.notice, change.ticket, std::move(change.failures), std::move(change.centre)};
  post.aside = std::move(change.aside);
  const bool gathers = change.notice == Notice::kUpdated || change.notice == Notice::kClosed;
  return gathers ? post_update(flow_, std::move(post)) : post_ticket(flow_, std::move(post));
}

Status StoreChanges::store(TimelineEntry& change) {
  return note_on_ticket(flow_, change);
}

Status StoreChanges::store(OutageCounted& change) {
  OutageCount& count = outages_[change.outage];
  ++count.alerts;
  count.last_at = std::max(count.last_at, change.at);
  return {};
}

Status StoreChanges::store(AlertDecision& change) {
  decisions_.push_back(std::move(change));
  return {};
}

// Newest values; what the state no longer holds was cleared or closed by a change of its own, but for counters.
Status StoreChanges::write_touched() {
  Status done;
  for (const auto& key : failures_.order) {
    const Record* record = flow_.triage.failures.find(key);
    if (record && !(done = put_failure(flow_.db, record->failure))) return done;
  }
  for (const auto& cause : counters_.order) {
    const auto counter = flow_.triage.counters.find(cause);
    done = counter ? put_counter(flow_.db, *counter) : delete_counter(flow_.db, named_by(cause));
    if (!done) return done;
  }
  for (const auto& cause : recoveries_.order) {
    const Counter named = named_by(cause);
    const auto recovery = flow_.triage.recoveries.find(cause);
    done = recovery ? put_recovery(flow_.db, *recovery) : delete_recovery(flow_.db, named.subject, named.failure_type);
    if (!done) return done;
  }
  for (const auto& [id, count] : outages_) {
    if (!(done = count_in_outage(flow_.db, id, count))) return done;
  }
  for (const auto& centre : storms_.order) {
    if (!(done = put_storm(flow_.db, *flow_.triage.storms.find(centre)))) return done;
  }
  for (const auto& id : tickets_.order) {
    const OpenTicket* open = flow_.triage.tickets.find(id);
    if (open && !(done = put_ticket(flow_.db, open->ticket))) return done;
  }
  for (const auto& id : updates_.order) {
    if (!flow_.triage.tickets.find(id)) continue;
    if (done = soon_.contains(id) ? promise_soon(flow_, id) : promise_update(flow_, id); !done) return done;
  }
  return done;
}

}  // namespace redrive::central
