// The run from top to bottom: what the job log leaves to do -> what was cut off is asked about -> packages are brought
// -> the manager carries -> each outcome is journalled, then spooled for central -> the end is spooled, then
// journalled.
#include "agent/app/run_flow.h"

#include "agent/app/planning.h"
#include "agent/core/recovery.h"
#include "shared/log/log.h"
#include "shared/model/failure_type.h"

namespace redrive::agent {
namespace {

using base::Result;
using base::Status;
using model::DeviceOutcome;
using model::DeviceState;

tl::unexpected<base::Error> pass(const base::Error& error) {
  return tl::unexpected<base::Error>(error);
}

model::Alert alert_of(const AgentContext& agent, const std::string& job, const DeviceOutcome& outcome) {
  model::Alert alert;
  alert.id = fmt::format("{}/{}/{}", job, outcome.device, outcome.run);
  alert.occurred_at = outcome.at;
  alert.server = agent.options.name;
  alert.device = outcome.device;
  alert.job = job;
  alert.package = outcome.package;
  alert.failure_type = outcome.failure_type;
  alert.message = outcome.message;
  alert.location = agent.options.location;
  return alert;
}

// The alert goes first, so that central never knows a failed outcome whose alert is still to come.
Status spool_outcome(AgentContext& agent, const std::string& job, const DeviceOutcome& outcome) {
  std::vector<wire::SpoolItem> items;
  if (outcome.state == DeviceState::kFailed) items.emplace_back(alert_of(agent, job, outcome));
  items.emplace_back(wire::OutcomeReport{job, outcome});
  auto put = agent.spool.put(items);
  if (put) agent.spooled();
  return put;
}

// Journalled before it is reported: what central hears is in the job log for good.
Status record_end(AgentContext& agent, JobLog& log, const DeviceOutcome& outcome) {
  if (auto journalled = log.append(DeviceReported{outcome}); !journalled) return journalled;
  return spool_outcome(agent, log.job(), outcome);
}

Status settle_unknown(AgentContext& agent, JobLog& log, const RecoveryPlan& left) {
  for (const auto& outcome : left.reported) {
    if (auto spooled = spool_outcome(agent, log.job(), outcome); !spooled) return spooled;
  }
  for (const auto& device : left.unknown) {
    if (auto ended = record_end(agent, log, agent.manager.inquire(log.job(), left.run, device)); !ended) return ended;
  }
  return {};
}

Status end_all(AgentContext& agent, JobLog& log, const RecoveryPlan& left, DeviceOutcome outcome) {
  outcome.run = left.run;
  outcome.at = agent.clock.utc();
  for (const auto& device : left.pending) {
    outcome.device = device;
    if (auto ended = record_end(agent, log, outcome); !ended) return ended;
  }
  return {};
}

// The first package that cannot be had is the failure of every device that waits for it.
std::optional<DeviceOutcome> bring_packages(AgentContext& agent, const std::vector<model::PackageRef>& packages,
                                            std::stop_token stop) {
  for (const auto& package : packages) {
    if (agent.packages.has(package.digest) && agent.packages.verify(package.digest)) continue;
    auto failure = agent.fetch(package, stop);
    if (stop.stop_requested()) return std::nullopt;  // the manager will say of each device that it was cancelled
    if (failure) {
      DeviceOutcome outcome;
      outcome.state = DeviceState::kFailed;
      outcome.failure_type = failure->failure_type;
      outcome.message = failure->message;
      outcome.package = package.name;
      return outcome;
    }
  }
  return std::nullopt;
}

// What the manager reports, kept in order; the first write that fails stops the run, since nothing may be done that is
// not journalled.
class Reporter {
 public:
  Reporter(AgentContext& agent, JobLog& log, std::stop_source& stop) : agent_(agent), log_(log), stop_(stop) {}

  void operator()(const DeviceOutcome& outcome) {
    const bool ended = outcome.state != DeviceState::kRunning;
    // Cut off by our own end, not by a person: left as started, or not started, for the next start to find.
    if (outcome.state == DeviceState::kCancelled && agent_.stopping) return;
    auto kept = ended ? record_end(agent_, log_, outcome) : log_.append(DeviceReported{outcome});
    if (kept) return;
    std::lock_guard lock(mutex_);
    if (failed_) failed_ = kept;
    stop_.request_stop();
  }

  Status failed() const { return failed_; }

 private:
  AgentContext& agent_;
  JobLog& log_;
  std::stop_source& stop_;
  std::mutex mutex_;
  Status failed_;
};

Status carry_pending(AgentContext& agent, JobLog& log, const JobRecord& record, const RecoveryPlan& left,
                     std::stop_token stop) {
  if (left.pending.empty() || agent.stopping) return {};
  const auto& order = *record.order;
  if (auto lacking = bring_packages(agent, order.packages, stop); lacking && !agent.stopping)
    return end_all(agent, log, left, *lacking);
  if (agent.stopping) return {};
  std::stop_source own;
  const std::stop_callback follow(stop, [&own] { own.request_stop(); });
  Reporter report(agent, log, own);
  agent.manager.run(
      {log.job(), left.run, left.pending, local_packages(agent.packages, order.packages), order.parameters},
      [&report](const DeviceOutcome& outcome) { report(outcome); }, own.get_token());
  return report.failed();
}

// The end is spooled before it is journalled: after a crash in between it is spooled again, and central knows the
// repeat.
Status end_run(AgentContext& agent, JobLog& log, const RecoveryPlan& left) {
  auto record = read_job(agent.options.state_dir, log.job());
  if (!record) return pass(record.error());
  const RunTally ends = tally(*record, left.run);
  const wire::RunFinished finished{log.job(), left.run, left.plan_digest, ends.succeeded, ends.failed, ends.cancelled};
  if (auto put = agent.spool.put(wire::SpoolItem{finished}); !put) return put;
  agent.spooled();
  log::info("run", fmt::format("run {} of {} ended: {} succeeded, {} failed, {} cancelled", left.run, log.job(),
                               ends.succeeded, ends.failed, ends.cancelled));
  return log.append(RunEnded{left.run, agent.clock.utc()});
}

}  // namespace

Status carry_run(AgentContext& agent, JobLog& log, std::stop_token stop) {
  auto record = read_job(agent.options.state_dir, log.job());
  if (!record) return pass(record.error());
  const auto left = resume(*record);
  if (!left) return {};
  if (auto settled = settle_unknown(agent, log, *left); !settled) return settled;
  const auto cancelled =
      DeviceOutcome{"", DeviceState::kCancelled, "", "cancelled before it was started", "", left->run, {}};
  auto carried =
      left->cancelled ? end_all(agent, log, *left, cancelled) : carry_pending(agent, log, *record, *left, stop);
  if (!carried || agent.stopping) return carried;
  return end_run(agent, log, *left);
}

}  // namespace redrive::agent
