// A distribution manager without devices: it writes down what it was told to do, and devices succeed, fail or hang as
// the test says.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "agent/manager/manager.h"

namespace redrive::agent::test {

class FakeManager final : public DistributionManager {
 public:
  void run(const RunOrder& order, const std::function<void(model::DeviceOutcome)>& report,
           std::stop_token stop) override {
    {
      const std::scoped_lock lock(mutex_);
      orders.push_back(order);
    }
    for (const auto& device : order.devices) work_on(order.run, device, report, stop);
    if (on_end) on_end();
  }

  std::vector<model::PreflightCheck> preflight(const RunOrder& order) override {
    preflights.push_back(order);
    return checks;
  }

  model::DeviceOutcome inquire(const std::string&, std::uint32_t run, const model::DeviceAddress& device) override {
    const std::scoped_lock lock(mutex_);
    asked.push_back(device.device);
    asked_at.push_back(device.address);
    if (on_inquire) on_inquire();
    return outcome(run, device.device, answers.contains(device.device) ? answers[device.device] : "no_report");
  }

  void limit_devices(std::uint32_t) override {}

  // Waits until a device that hangs is being worked on.
  void wait_for(const std::string& device) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return std::ranges::find(touched, device) != touched.end(); });
  }
  void release(const std::string& device) {
    const std::scoped_lock lock(mutex_);
    hanging.erase(device);
    changed_.notify_all();
  }

  // Set before a run; read after it.
  std::map<std::string, std::string> failures;  // device -> failure type; the others succeed
  std::set<std::string> hanging;                // until release() or the stop
  std::string message = "so";                   // of failures
  std::map<std::string, std::uint32_t> done;    // device -> steps proven when it fails
  std::map<std::string, std::string> answers;   // to inquiries: device -> failure type, "" = succeeded
  std::vector<model::PreflightCheck> checks;
  std::function<void(const std::string&)> on_touch;
  std::function<void()> on_inquire, on_end;  // of an inquiry, of a run

  std::vector<RunOrder> orders, preflights;
  std::vector<std::string> touched;          // devices really worked on, in order
  std::vector<std::string> asked, asked_at;  // devices and their addresses

 private:
  model::DeviceOutcome outcome(std::uint32_t run, const std::string& device, const std::string& type) const {
    model::DeviceOutcome outcome{device, model::DeviceState::kSucceeded, "", "", "", run, base::utc_from_micros(7)};
    if (!type.empty())
      outcome.state = model::DeviceState::kFailed, outcome.failure_type = type, outcome.message = message;
    if (const auto far = done.find(device); far != done.end() && !type.empty()) outcome.done = far->second;
    return outcome;
  }

  void work_on(std::uint32_t run, const std::string& device, const std::function<void(model::DeviceOutcome)>& report,
               const std::stop_token& stop) {
    auto told = outcome(run, device, "");
    const auto tell = [&](model::DeviceState state) { told.state = state, report(told); };
    if (stop.stop_requested()) return tell(model::DeviceState::kCancelled);
    tell(model::DeviceState::kRunning);
    if (stop.stop_requested()) return tell(model::DeviceState::kCancelled);
    {
      std::unique_lock lock(mutex_);
      touched.push_back(device);
      changed_.notify_all();
      changed_.wait(lock, stop, [&] { return !hanging.contains(device); });
    }
    if (on_touch) on_touch(device);
    if (stop.stop_requested()) return tell(model::DeviceState::kCancelled);
    report(outcome(run, device, failures.contains(device) ? failures[device] : ""));
  }

  std::mutex mutex_;
  std::condition_variable_any changed_;
};

}  // namespace redrive::agent::test
