// How a simulated agent works on its devices: some at a time, each for a while, with the end that the world has for it.
#include "agent/core/recovery.h"
#include "tests/simulated_agents/simulated_agent.h"

namespace redrive::simulated {
namespace {

using model::DeviceOutcome;
using model::DeviceState;

}  // namespace

void SimulatedAgent::carry(const std::string& job) {
  const auto record = logs_.read(job);
  const auto left = record ? agent::resume(*record) : std::nullopt;
  if (!left) return;
  // What a restart cut off had come to its end by itself.
  if (!left->unknown.empty()) end(job, left->run, left->unknown, false);
  if (left->cancelled && !left->pending.empty()) end(job, left->run, left->pending, true);
  if (left->cancelled || left->pending.empty()) return end_run(job, *left);
  begin(job, *left, record->order->parameters.parallel);
}

void SimulatedAgent::begin(const std::string& job, const agent::RecoveryPlan& left, std::uint32_t parallel) {
  const std::size_t count = std::min<std::size_t>(left.pending.size(), parallel);
  std::vector<std::string> devices(left.pending.begin(), left.pending.begin() + static_cast<std::ptrdiff_t>(count));
  for (const auto& device : devices) {
    logs_.append(job,
                 agent::DeviceReported{{device, DeviceState::kRunning, "", "", "", left.run, around_.clock.utc()}});
  }
  const auto half = static_cast<std::uint64_t>(work_.count() / 2);
  const base::Micros takes{static_cast<std::int64_t>(half + around_.random.below(half + 1))};
  ++around_.counters.open_runs;
  working_[job] = around_.loop.after(takes, [this, job, run = left.run, devices = std::move(devices)] {
    working_.erase(job);
    --around_.counters.open_runs;
    end(job, run, devices, false);
    carry(job);
  });
}

void SimulatedAgent::end(const std::string& job, std::uint32_t run, const std::vector<std::string>& devices,
                         bool cancelled) {
  const auto record = logs_.read(job);
  const std::string package = record && record->order ? record->order->packages.front().name : "";
  for (const auto& device : devices) {
    const DeviceOutcome outcome =
        cancelled ? DeviceOutcome{device, DeviceState::kCancelled, "", "cancelled before it was started", "",
                                  run,    around_.clock.utc()}
                  : outcome_of(device, run, package);
    logs_.append(job, agent::DeviceReported{outcome});
    report(job, outcome);
  }
  send_spool();
}

DeviceOutcome SimulatedAgent::outcome_of(const std::string& device, std::uint32_t run,
                                         const std::string& package) const {
  DeviceOutcome outcome{device, DeviceState::kSucceeded, "", "", "", run, around_.clock.utc()};
  if (const Cause* cause = world_.broken(device)) {
    outcome.state = DeviceState::kFailed;
    outcome.failure_type = cause->script.failure_type;
    outcome.message = cause->script.message;
    outcome.package = package;
  }
  return outcome;
}

// As the real agent: the alert goes first (agent/app/run_recorder.cc).
void SimulatedAgent::report(const std::string& job, const DeviceOutcome& outcome) {
  auto& counters = around_.counters;
  counters.succeeded += outcome.state == DeviceState::kSucceeded;
  counters.failed += outcome.state == DeviceState::kFailed;
  counters.cancelled += outcome.state == DeviceState::kCancelled;
  if (outcome.state == DeviceState::kFailed) {
    put(model::Alert{fmt::format("{}/{}/{}", job, outcome.device, outcome.run), outcome.at, server_.name,
                     outcome.device, job, outcome.package, outcome.failure_type, outcome.message, server_.site,
                     model::AlertStatus::kFiring, ""});
  }
  put(wire::OutcomeReport{job, outcome});
}

void SimulatedAgent::end_run(const std::string& job, const agent::RecoveryPlan& left) {
  const auto ends = agent::tally(*logs_.read(job), left.run);
  put(wire::RunFinished{job, left.run, left.plan_digest, ends.succeeded, ends.failed, ends.cancelled});
  logs_.append(job, agent::RunEnded{left.run, around_.clock.utc()});
  ++around_.counters.runs_finished;
  send_spool();
}

}  // namespace redrive::simulated
