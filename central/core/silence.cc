#include "central/core/silence.h"

#include <fmt/format.h>

#include "shared/model/failure_type.h"

namespace redrive::central {
namespace {

model::Alert alert_about(const AgentRow& row, const SilenceRules& rules) {
  model::Alert alert;
  alert.id = fmt::format("silence/{}/{}", row.agent, row.silences);
  alert.occurred_at = rules.now;
  alert.server = row.agent;
  alert.failure_type = model::failure_type::kServerUnreachable;
  return alert;
}

SilenceChange fell_silent(AgentRow row, const Sighting& seen, const SilenceRules& rules) {
  const bool again = std::exchange(row.silent, true), outlived = row.excused && !rules.in_outage;
  if (seen.heard_at != base::UtcTime{}) row.heard_at = seen.heard_at;
  ++row.silences;
  row.excused = rules.in_outage;
  row.alerted_after = seen.silence;
  model::Alert alert = alert_about(row, rules);
  alert.message =
      fmt::format("{}no sign of life from the agent of {} for more than {}{}; it was last known to be there at {}",
                  again && !outlived ? "still " : "", row.agent, base::format_duration(rules.unreachable_after),
                  outlived ? ", still so after the outage" : "", base::format_rfc3339(row.heard_at));
  return {std::move(row), std::move(alert)};
}

SilenceChange heard_again(AgentRow row, const SilenceRules& rules) {
  row.silent = row.excused = false;
  row.alerted_after = {};
  model::Alert alert = alert_about(row, rules);
  alert.id += "/over";
  alert.status = model::AlertStatus::kResolved;
  alert.message = fmt::format("the agent of {} is heard again", row.agent);
  return {std::move(row), std::move(alert)};
}

// A silence that is shorter than at the last alert began to be counted anew since.
bool due_again(const AgentRow& known, const Sighting& seen, const SilenceRules& rules) {
  const base::Micros before = known.alerted_after <= seen.silence ? known.alerted_after : base::Micros{};
  return seen.silence - before >= rules.unreachable_again;
}

}  // namespace

std::optional<SilenceChange> judge_silence(const AgentRow* known, const Sighting& seen, const SilenceRules& rules) {
  if (seen.heard) {
    if (known && known->key == seen.key && !known->silent) return std::nullopt;
    AgentRow row = known ? *known : AgentRow{};
    row.agent = seen.agent;
    row.key = seen.key;
    row.heard_at = seen.heard_at;
    return row.silent ? heard_again(std::move(row), rules) : SilenceChange{std::move(row), std::nullopt};
  }
  if (!known || known->key != seen.key || seen.silence < rules.unreachable_after) return std::nullopt;
  const bool outlived = known->excused && !rules.in_outage;
  if (!known->silent || outlived || due_again(*known, seen, rules)) return fell_silent(*known, seen, rules);
  if (!rules.in_outage || known->excused) return std::nullopt;
  AgentRow row = *known;
  row.excused = true;
  return SilenceChange{std::move(row), std::nullopt};
}

}  // namespace redrive::central
