#include "agent/app/run_recorder.h"

namespace redrive::agent {
namespace {

using base::Status;
using model::DeviceOutcome;
using model::DeviceState;

constexpr std::size_t kReportedAtOnce = wire::kMaxSpoolItems;

model::Alert alert_of(const AgentContext& agent, const std::string& job, const DeviceOutcome& outcome) {
  const auto options = agent.options.get();
  model::Alert alert;
  alert.id = fmt::format("{}/{}/{}", job, outcome.device, outcome.run);
  alert.occurred_at = outcome.at;
  alert.server = options->name;
  alert.device = outcome.device;
  alert.job = job;
  alert.package = outcome.package;
  alert.failure_type = outcome.failure_type;
  alert.message = outcome.message;
  alert.location = options->location;
  alert.run = outcome.run;
  return alert;
}

// An end in the job log does not tell the steps proven before it (outcome_bytes.h).
DeviceOutcome how_far(const DeviceOutcome& end) {
  DeviceOutcome running{end.device, DeviceState::kRunning, "", "", "", end.run, end.at};
  running.done = end.done;
  return running;
}

}  // namespace

Status RunRecorder::record(std::span<const DeviceOutcome> outcomes) {
  std::vector<LogRecord> records;
  for (const auto& outcome : outcomes) {
    if (outcome.done > 0) records.emplace_back(DeviceReported{how_far(outcome)});
    records.emplace_back(DeviceReported{outcome});
  }
  if (auto journalled = log_.append(records); !journalled) return journalled;
  auto reported = report(outcomes);
  if (!reported) {
    const std::lock_guard lock(mutex_);
    progress_.unspooled.insert(progress_.unspooled.end(), outcomes.begin(), outcomes.end());
  }
  return reported;
}

Status RunRecorder::report_rest() {
  auto& rest = progress_.unspooled;
  while (!rest.empty()) {
    const std::size_t count = std::min(rest.size(), kReportedAtOnce);
    if (auto reported = report(std::span(rest).last(count)); !reported) return reported;
    rest.resize(rest.size() - count);
  }
  return {};
}

// The alert goes first, so that central never knows a failed outcome whose alert is still to come.
Status RunRecorder::report(std::span<const DeviceOutcome> outcomes) {
  std::vector<wire::SpoolItem> items;
  for (const auto& outcome : outcomes) {
    if (outcome.state == DeviceState::kFailed) items.emplace_back(alert_of(agent_, log_.job(), outcome));
    items.emplace_back(wire::OutcomeReport{log_.job(), outcome});
  }
  auto put = agent_.spool.put(items);
  if (put) agent_.spooled();
  return put;
}

}  // namespace redrive::agent
