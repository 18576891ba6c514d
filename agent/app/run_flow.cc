// The run from top to bottom: what the job log leaves to do -> what was cut off is asked about -> the job's hours ->
// packages are brought -> the manager carries -> each outcome is journalled, then spooled for central -> the end is
// spooled, then journalled.
#include "agent/app/run_flow.h"

#include <ctime>

#include "agent/app/planning.h"
#include "agent/core/recovery.h"
#include "agent/core/window.h"
#include "shared/log/log.h"

namespace redrive::agent {
namespace {

using base::Micros;
using base::Result;
using base::Status;
using model::DeviceOutcome;
using model::DeviceState;

constexpr std::size_t kEndedAtOnce = 500;  // devices journalled with one sync, between two looks for the agent's end

tl::unexpected<base::Error> pass(const base::Error& error) {
  return tl::unexpected<base::Error>(error);
}

// Of a run nobody has touched every device is pending, whatever damage the log has; else recovery.h decides.
void trust(RunProgress& progress, RecoveryPlan& left) {
  if (progress.untouched && left.pending.empty()) left.pending.swap(left.unknown);
  if (std::exchange(progress.run, left.run) != left.run) progress.unspooled = std::move(left.reported);
}

Status settle_unknown(AgentContext& agent, RunRecorder& recorder, const JobRecord& record, const RecoveryPlan& left) {
  const std::vector<model::DeviceAddress> none;
  const auto& addresses = record.order ? record.order->addresses : none;
  for (const auto& device : left.unknown) {
    const auto outcome = agent.manager.inquire(record.job, left.run, model::address_of(addresses, device));
    if (agent.stopping) return {};  // it may have been cut short: asked again after the restart
    if (auto ended = recorder.record(outcome); !ended) return ended;
  }
  return {};
}

Status end_all(AgentContext& agent, RunRecorder& recorder, const RecoveryPlan& left, DeviceOutcome outcome) {
  outcome.run = left.run;
  outcome.at = agent.clock.utc();
  std::vector<DeviceOutcome> ends;
  for (std::size_t i = 0; i < left.pending.size() && !agent.stopping; ++i) {
    outcome.device = left.pending[i];
    ends.push_back(outcome);
    if (ends.size() < kEndedAtOnce && i + 1 < left.pending.size()) continue;
    if (auto ended = recorder.record(ends); !ended) return ended;
    ends.clear();
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
  Reporter(AgentContext& agent, JobLog& log, RunRecorder& recorder, std::stop_source& stop)
      : agent_(agent), log_(log), recorder_(recorder), stop_(stop) {}

  void operator()(const DeviceOutcome& outcome) {
    // Cut off by our own end or by the disk, not by a person: left as started, or not started, to be found again.
    if (outcome.state == DeviceState::kCancelled && (agent_.stopping || !failed())) return;
    const bool ended = outcome.state != DeviceState::kRunning;
    // The child of another device was ended before this run was told to stop: this one is not begun any more.
    if (!ended && agent_.stopping) return static_cast<void>(stop_.request_stop());
    auto kept = ended ? recorder_.record(outcome) : log_.append(DeviceReported{outcome});
    if (kept) return;
    std::lock_guard lock(mutex_);
    if (failed_) failed_ = kept;
    stop_.request_stop();
  }

  Status failed() const {
    std::lock_guard lock(mutex_);
    return failed_;
  }

 private:
  AgentContext& agent_;
  JobLog& log_;
  RunRecorder& recorder_;
  std::stop_source& stop_;
  mutable std::mutex mutex_;
  Status failed_;
};

Status carry_pending(AgentContext& agent, JobLog& log, RunRecorder& recorder, const JobRecord& record,
                     const RecoveryPlan& left, std::stop_token stop) {
  const model::JobOrder& order = *record.order;
  if (auto lacking = bring_packages(agent, order.packages, stop); lacking && !agent.stopping)
    return end_all(agent, recorder, left, *lacking);
  if (agent.stopping) return {};
  std::stop_source own;
  const std::stop_callback follow(stop, [&own] { own.request_stop(); });
  Reporter report(agent, log, recorder, own);
  agent.manager.run(
      {log.job(), left.run, left.pending, local_packages(agent.packages, order.packages), order.parameters,
       order.addresses, steps_done(record, left)},
      [&report](const DeviceOutcome& outcome) { report(outcome); }, own.get_token());
  return report.failed();
}

// By this server's clock.
Micros time_of_day(base::UtcTime now) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  std::tm local{};
  ::localtime_r(&seconds, &local);
  return std::chrono::hours(local.tm_hour) + std::chrono::minutes(local.tm_min) + std::chrono::seconds(local.tm_sec);
}

// The end is spooled before it is journalled: after a crash in between it is spooled again, and central knows the
// repeat.
Status end_run(AgentContext& agent, JobLog& log, const RecoveryPlan& left) {
  auto record = read_job(agent.options.get()->state_dir, log.job());
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

Result<Micros> carry_run(AgentContext& agent, JobLog& log, RunProgress& progress, std::stop_token stop) {
  auto record = read_job(agent.options.get()->state_dir, log.job());
  if (!record) return pass(record.error());
  auto left = resume(*record);
  if (!left) return Micros{0};
  trust(progress, *left);
  RunRecorder recorder(agent, log, progress);
  if (auto reported = recorder.report_rest(); !reported) return pass(reported.error());
  if (auto settled = settle_unknown(agent, recorder, *record, *left); !settled) return pass(settled.error());
  if (agent.stopping) return Micros{0};
  Status carried;
  if (left->cancelled) {
    carried = end_all(agent, recorder, *left,
                      {"", DeviceState::kCancelled, "", "cancelled before it was started", "", 1, {}});
  } else if (!left->pending.empty()) {
    const auto wait = until_window(record->order->parameters.window, time_of_day(agent.clock.utc()));
    if (wait > Micros{0}) return wait;
    progress.untouched = false;
    carried = carry_pending(agent, log, recorder, *record, *left, stop);
  }
  if (!carried) return pass(carried.error());
  if (agent.stopping) return Micros{0};
  if (auto ended = end_run(agent, log, *left); !ended) return pass(ended.error());
  return Micros{0};
}

}  // namespace redrive::agent
