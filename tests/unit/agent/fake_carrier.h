// Devices in memory: what is put and run on them is written down, and steps fail as told.
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "agent/manager/device_carrier.h"

namespace redrive::agent::test {

class FakeCarrier final : public DeviceCarrier {
 public:
  StepResult<void> prepare(const Target& target, const StepBounds&) override {
    const std::scoped_lock lock(mutex_);
    prepared.push_back(target);
    return {};
  }
  StepResult<std::string> put(const Target& target, const LocalPackage& package, const StepBounds&) override {
    const std::string& device = target.device();
    if (auto fault = step(device, "put " + package.name)) return tl::unexpected(*fault);
    return "/on/" + device + "/" + package.name;
  }
  StepResult<void> run(const Target& target, const model::Command& argv, std::string_view fallback_type,
                       const StepBounds& bounds) override {
    std::string line = fmt::format("{}", fmt::join(argv, " "));
    {
      const std::scoped_lock lock(mutex_);
      deadlines.push_back(bounds.deadline);
    }
    if (auto fault = step(target.device(), line)) {
      if (fault->failure_type.empty() && !fault->cancelled) fault->failure_type = fallback_type;
      return tl::unexpected(*fault);
    }
    return {};
  }
  StepResult<void> write_receipt(const Target& target, const std::string& receipt, const StepBounds&) override {
    if (auto fault = step(target.device(), "receipt")) return tl::unexpected(*fault);
    const std::scoped_lock lock(mutex_);
    receipts.insert(target.device() + "/" + receipt);
    return {};
  }
  StepResult<bool> has_receipt(const Target& target, const std::string& receipt, const StepBounds&) override {
    if (auto fault = step(target.device(), "ask")) return tl::unexpected(*fault);
    const std::scoped_lock lock(mutex_);
    return receipts.contains(target.device() + "/" + receipt);
  }
  model::PreflightCheck probe(const Target& target, std::uint64_t, const StepBounds&) override {
    return {"device " + target.device(), true, ""};
  }

  std::map<std::string, std::vector<StepFailure>> faults;  // step -> failures, one for each time it is done
  std::function<void(const std::string&)> on_step;
  std::vector<Target> prepared;
  std::vector<std::string> steps;  // "device: step"
  std::vector<base::SteadyTime> deadlines;
  std::set<std::string> receipts;

 private:
  std::optional<StepFailure> step(const std::string& device, const std::string& what) {
    const std::scoped_lock lock(mutex_);
    steps.push_back(device + ": " + what);
    if (on_step) on_step(what);
    auto& waiting = faults[what];
    if (waiting.empty()) return {};
    const StepFailure next = waiting.front();
    waiting.erase(waiting.begin());
    return next;
  }
  std::mutex mutex_;
};

}  // namespace redrive::agent::test
