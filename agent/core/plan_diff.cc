#include "agent/core/plan_diff.h"

#include <fmt/format.h>

#include "shared/model/plan.h"
#include "shared/model/steps.h"

namespace redrive::agent {
namespace {

using Lines = std::vector<std::string>;

class Removed {
 public:
  explicit Removed(std::string why) : why_(std::move(why)) {}
  void add(const std::string& device) {
    if (++count_ <= kNamed) named_.push_back(fmt::format("- device {}: {}", device, why_));
  }
  void put(Lines& lines) const {
    lines.insert(lines.end(), named_.begin(), named_.end());
    if (count_ > kNamed) lines.push_back(fmt::format("- {} further devices: {}", count_ - kNamed, why_));
  }

 private:
  const std::string why_;
  std::size_t count_ = 0;
  Lines named_;
};

void add_devices(const JobRecord& record, const model::Plan& plan, Lines& lines) {
  const auto& devices = record.order->devices;
  if (plan.devices.size() == devices.size()) return;
  lines.push_back(fmt::format("  devices: {} of {}", plan.devices.size(), devices.size()));
  const model::WishedDevices wished(plan.wishes);
  Removed succeeded("succeeded"), left_out("left out of this plan");
  for (std::size_t i = 0; i < devices.size(); ++i) {
    const model::DeviceOutcome* outcome = record.outcome(i);
    if (outcome != nullptr && outcome->state == model::DeviceState::kSucceeded) {
      succeeded.add(devices[i]);
    } else if (!wished.has(devices[i])) {
      left_out.add(devices[i]);
    }
  }
  left_out.put(lines);
  succeeded.put(lines);
}

// A step is gone from the plan when no device has it left to do.
void add_steps(const model::Plan& plan, Lines& lines) {
  std::size_t done = SIZE_MAX;
  for (const model::PlannedDevice& device : plan.devices) done = std::min<std::size_t>(done, device.done);
  const auto steps = model::steps_of(plan.parameters, plan.packages.size());
  std::size_t named = 0;
  for (std::size_t i = plan.packages.size(); i < std::min(done, steps.size()); ++i) {
    if (++named > kNamed) continue;
    lines.push_back(fmt::format("- command {}: proven on every device", model::words_of(steps[i], plan.packages)));
  }
  if (named > kNamed) lines.push_back(fmt::format("- {} further commands: proven on every device", named - kNamed));
  std::size_t shorter = 0;
  for (const model::PlannedDevice& device : plan.devices) shorter += device.done > 0;
  if (shorter > 0) {
    lines.push_back(
        fmt::format("- steps that are proven on {} of {} devices; each device's reason says where it goes on", shorter,
                    plan.devices.size()));
  }
}

void add_packages(const model::Plan& plan, Lines& lines) {
  for (const std::string& name : plan.missing_packages) {
    lines.push_back(fmt::format("- package {}: missing or damaged on this server", name));
    lines.push_back(fmt::format("+ package {}: fetched again from central and checked before the run", name));
  }
}

}  // namespace

Lines diff_of(const JobRecord& record, const model::Plan& plan) {
  Lines lines;
  if (plan.server != record.order->server) {
    lines.push_back("- server " + record.order->server);
    lines.push_back("+ server " + plan.server);
  }
  add_devices(record, plan, lines);
  add_steps(plan, lines);
  add_packages(plan, lines);
  if (const RunRecord* open = record.open_run()) {
    lines.push_back(fmt::format("  run {} is still in progress: the plan changes as it goes on", open->run));
  }
  return lines;
}

}  // namespace redrive::agent
