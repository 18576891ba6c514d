// Who was heard -> agents that fell silent and those that came back (core/silence.h), work without reports
// (no_report.h) -> central's own alerts and evidence, in journey 1's stream with all others.
#include "central/core/silence.h"
#include "central/core/triage.h"
#include "central/flow/alert_flow.h"
#include "central/flow/decider.h"
#include "central/flow/load_state.h"
#include "central/flow/no_report.h"
#include "central/flow/store_changes.h"

namespace redrive::central {
namespace {

using base::Result;
using base::Status;

tl::unexpected<base::Error> pass(const base::Error& error) {
  return tl::unexpected<base::Error>(error);
}

Status take_sighting(FlowContext& flow, const Sighting& seen, std::vector<model::Alert>& alerts) {
  const auto known = flow.agents.find(seen.agent);
  const AgentRow* row = known == flow.agents.end() ? nullptr : &known->second;
  const auto& options = *flow.triage.rules->options;
  SilenceRules rules{options.unreachable_after, options.unreachable_again, false, flow.clock.utc()};
  rules.in_outage = row && !seen.heard && in_outage(flow.triage, seen.agent, rules.now);
  auto change = judge_silence(row, seen, rules);
  if (!change) return {};
  if (auto put = put_agent(flow.db, change->row); !put) return put;
  flow.agents.insert_or_assign(seen.agent, std::move(change->row));
  if (change->alert) {
    change->alert->location = flow.triage.rules->places.recorded(seen.agent);
    alerts.push_back(std::move(*change->alert));
  }
  return {};
}

}  // namespace

Result<RollCall::Reply> handle(FlowContext& flow, RollCall& request) {
  if (auto followed = follow_options(flow); !followed) return pass(followed.error());
  std::vector<model::Alert> alerts;
  for (const auto& seen : request.roll.agents) {
    if (auto taken = take_sighting(flow, seen, alerts); !taken) return pass(as_store_error(taken).error());
  }
  if (auto ended = end_overdue(flow, request.roll, alerts); !ended) return pass(as_store_error(ended).error());
  if (alerts.empty()) return RollCall::Reply{};
  auto appended = append_to_inbox(flow, model::AlertSource::kCentral, flow.options.get()->name, std::move(alerts));
  if (!appended) return pass(appended.error());
  return RollCall::Reply{};
}

}  // namespace redrive::central
