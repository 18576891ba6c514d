// Journey 1: an alert is taken into the inbox -> decided (core/triage: type, place, record, counters, cause, threshold,
// outage, ticket, centre) -> what was decided is stored and its mail put into the outbox, all in one transaction a
// batch.
#include "central/flow/alert_flow.h"

#include "central/core/case.h"
#include "central/core/triage.h"
#include "central/flow/decider.h"
#include "central/flow/load_state.h"
#include "central/flow/storable_alert.h"
#include "central/flow/store_changes.h"
#include "central/store/inbox.h"
#include "shared/base/names.h"

namespace redrive::central {
namespace {

using base::Result;
using base::Status;

constexpr std::size_t kBatch = 500;  // alerts decided in one transaction

tl::unexpected<base::Error> pass(const base::Error& error) {
  return tl::unexpected<base::Error>(error);
}

}  // namespace

// ---- taken

Result<SubmitAlerts::Reply> handle(FlowContext& flow, SubmitAlerts& request) {
  auto taken = append_to_inbox(flow, request.source, request.sender, std::move(request.alerts));
  if (!taken) return pass(taken.error());
  return SubmitAlerts::Reply{taken->accepted, taken->repeated};
}

Result<Taken> append_to_inbox(FlowContext& flow, model::AlertSource source, const std::string& sender,
                              std::vector<model::Alert> alerts) {
  // Seen from now on, remembered only if this transaction commits: the act that confirms goes with it.
  auto ids = std::make_shared<RecentIds::Pending>(flow.recent);
  const base::UtcTime now = flow.clock.utc();
  std::vector<InboxRow> rows;
  rows.reserve(alerts.size());
  for (auto& alert : alerts) {
    make_storable(alert, sender, now);
    if (alert.id.empty()) alert.id = base::make_id("A-", flow.random);
    if (ids->take(sender, alert.id, now)) rows.push_back({0, now, source, sender, std::move(alert)});
  }
  if (auto appended = append_alerts(flow.db, rows); !appended) return pass(as_store_error(appended).error());
  if (!rows.empty()) flow.triage.may_hold_undecided = true;
  flow.after_commit.emplace_back([&metrics = flow.metrics, ids, source, accepted = rows.size()] {
    ids->confirm();
    metrics.alerts_received[static_cast<std::size_t>(source)] += accepted;
  });
  return Taken{rows.size(), alerts.size() - rows.size()};
}

// ---- decided

Result<bool> decide_pending(FlowContext& flow) {
  if (auto followed = follow_options(flow); !followed) return pass(followed.error());
  auto rows = undecided_alerts(flow.db, kBatch);
  if (!rows) return pass(rows.error());
  flow.triage.may_hold_undecided = rows->size() == kBatch;

  Status named;  // the last error of the namer, which has no other way to tell it
  const TicketNamer namer = [&](int year) {
    auto id = next_ticket_id(flow.db, year);
    if (!id) named = pass(id.error());
    return id.value_or(std::string());
  };
  StoreChanges store(flow);
  Changes changes;
  for (const auto& row : *rows) {
    decide_alert(flow.triage, row, flow.clock.utc(), namer, changes);
    if (!named) return pass(as_store_error(named).error());
    if (auto stored = store.add(changes); !stored) return pass(stored.error());
  }
  if (auto stored = store.finish(); !stored) return pass(stored.error());
  return flow.triage.may_hold_undecided;
}

// ---- asked

bool may_have_failed(const FlowContext& flow, const std::string& server, const std::string& device) {
  if (flow.triage.may_hold_undecided || !flow.triage.rules) return true;
  std::string of_server = server, of_device = device;
  complete_names(flow.triage.rules->places.devices(), of_server, of_device);
  return !flow.triage.failures.of_device(of_server, of_device).empty();
}

}  // namespace redrive::central
