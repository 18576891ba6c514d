#include "agent/core/recovery.h"

#include <unordered_map>
#include <unordered_set>

namespace redrive::agent {
namespace {

const RunRecord* find_run(const JobRecord& record, std::uint32_t run) {
  const auto found =
      std::find_if(record.runs.rbegin(), record.runs.rend(), [&](const RunRecord& r) { return r.run == run; });
  return found == record.runs.rend() ? nullptr : &*found;
}

}  // namespace

std::vector<std::string> devices_of(const JobRecord& record, std::uint32_t run) {
  std::vector<std::string> devices;
  const RunRecord* known = find_run(record, run);
  if (known != nullptr && known->approval) {
    for (const model::PlannedDevice& planned : known->approval->plan.devices) devices.push_back(planned.device);
  } else if (run == 1 && record.order) {
    devices = record.order->devices;
  }
  return devices;
}

std::vector<std::uint32_t> steps_done(const JobRecord& record, const RecoveryPlan& left) {
  const RunRecord* run = find_run(record, left.run);
  if (run == nullptr || !run->approval) return {};
  std::unordered_map<std::string_view, std::uint32_t> done;
  for (const model::PlannedDevice& planned : run->approval->plan.devices) {
    if (planned.done > 0) done.emplace(planned.device, planned.done);
  }
  if (done.empty()) return {};
  std::vector<std::uint32_t> all;
  for (const std::string& device : left.pending) {
    const auto found = done.find(device);
    all.push_back(found == done.end() ? 0 : found->second);
  }
  return all;
}

std::optional<RecoveryPlan> resume(const JobRecord& record) {
  const RunRecord* open = record.open_run();
  if (open == nullptr) return {};
  RecoveryPlan plan;
  plan.job = record.job;
  plan.run = open->run;
  plan.plan_digest = open->approval ? open->approval->plan.digest : "";
  plan.cancelled = open->cancelled;
  std::unordered_set<std::string_view> heard_of;
  for (const model::DeviceOutcome& outcome : record.outcomes) {
    if (outcome.run != open->run || outcome.state == model::DeviceState::kPending) continue;
    heard_of.insert(outcome.device);
    if (outcome.state == model::DeviceState::kRunning) {
      plan.unknown.push_back(outcome.device);
    } else {
      plan.reported.push_back(outcome);
    }
  }
  auto& rest = record.damage.empty() ? plan.pending : plan.unknown;
  for (std::string& device : devices_of(record, open->run)) {
    if (!heard_of.contains(device)) rest.push_back(std::move(device));
  }
  return plan;
}

}  // namespace redrive::agent
