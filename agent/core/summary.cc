#include "agent/core/summary.h"

namespace redrive::agent {

JobSummary summarise(const JobRecord& record) {
  JobSummary summary;
  summary.job = record.job;
  summary.received_at = record.received_at;
  summary.damaged = !record.damage.empty();
  summary.run = record.runs.empty() ? 1 : record.runs.back().run;
  summary.state = record.open_run() != nullptr ? "running" : "finished";
  if (record.order) {
    summary.name = record.order->name;
    summary.devices = record.order->devices.size();
  } else {
    summary.state = record.damage.empty() ? "cancelled" : "unreadable";  // cancelled before its order came
    summary.devices = record.outcomes.size();
  }
  for (const model::DeviceOutcome& outcome : record.outcomes) {
    summary.succeeded += outcome.state == model::DeviceState::kSucceeded;
    summary.failed += outcome.state == model::DeviceState::kFailed;
    summary.cancelled += outcome.state == model::DeviceState::kCancelled;
  }
  return summary;
}

}  // namespace redrive::agent
