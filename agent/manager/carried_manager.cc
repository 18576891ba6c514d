#include "agent/manager/carried_manager.h"

#include <atomic>
#include <iterator>
#include <thread>

#include "agent/manager/package_check.h"
#include "agent/manager/step_engine.h"
#include "shared/model/failure_type.h"

namespace redrive::agent {
namespace {

constexpr base::Micros kAskFor = std::chrono::seconds(30);  // an inquiry
constexpr std::size_t kProbers = 16;

}  // namespace

CarriedManager::CarriedManager(std::unique_ptr<DeviceCarrier> carrier, std::uint32_t parallel_devices,
                               const base::Clock& clock)
    : carrier_(std::move(carrier)), clock_(clock), slots_(parallel_devices) {}

void CarriedManager::run(const RunOrder& order, const std::function<void(model::DeviceOutcome)>& report,
                         std::stop_token stop) {
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < order.devices.size(); i = next++) work_on(order, i, report, stop);
  };
  const std::size_t wanted = std::min(std::max(order.parameters.parallel, 1U), slots_.limit());
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < std::min(wanted, order.devices.size()); ++i) others.emplace_back(work);
  work();
}

void CarriedManager::work_on(const RunOrder& order, std::size_t place,
                             const std::function<void(model::DeviceOutcome)>& report, const std::stop_token& stop) {
  const std::string& device = order.devices[place];
  if (!slots_.take(device, stop)) {
    report({device, model::DeviceState::kCancelled, "", "stopped before it was started", "", order.run, clock_.utc()});
    return;
  }
  carry_out(*carrier_, order, place, clock_, report, stop);
  slots_.give_back(device);
}

std::vector<model::PreflightCheck> CarriedManager::preflight(const RunOrder& order) {
  std::vector<model::PreflightCheck> checks;
  std::uint64_t bytes = 0;
  for (const LocalPackage& package : order.packages) checks.push_back(check_package(package, bytes));
  auto probed = probe_all(order, bytes);
  const std::size_t count = probed.size();
  std::move(probed.begin(), probed.end(), std::back_inserter(checks));
  if (count < order.devices.size()) {
    checks.push_back({"devices", true, fmt::format("{} of {} were looked at", count, order.devices.size())});
  }
  return checks;
}

std::vector<model::PreflightCheck> CarriedManager::probe_all(const RunOrder& order, std::uint64_t bytes) {
  std::vector<model::PreflightCheck> checks(std::min(order.devices.size(), kMaxProbed));
  const base::SteadyTime last_start = clock_.steady() + kProbeAll;
  std::atomic<std::size_t> next{0}, ended{0};
  const auto work = [&] {
    while (clock_.steady() < last_start) {
      const std::size_t i = next++;
      if (i >= checks.size()) return;
      const Target target{order.job, model::address_of(order.addresses, order.devices[i])};
      checks[i] = carrier_->probe(target, bytes, {clock_.steady() + kProbeOne, {}, 0});
      ++ended;
    }
  };
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < std::min(kProbers, checks.size()); ++i) others.emplace_back(work);
  work();
  others.clear();
  checks.resize(ended);  // taken in their order, so these are the first
  return checks;
}

model::DeviceOutcome CarriedManager::inquire(const std::string& job, std::uint32_t run,
                                             const model::DeviceAddress& device) {
  const auto there = carrier_->has_receipt({job, device}, receipt_name(job, run), {clock_.steady() + kAskFor, {}, 0});
  model::DeviceOutcome outcome{
      device.device, model::DeviceState::kFailed, std::string(model::failure_type::kNoReport), "", "", run,
      clock_.utc()};
  if (there && *there) {
    outcome.state = model::DeviceState::kSucceeded;
    outcome.failure_type.clear();
    return outcome;
  }
  outcome.message = "the agent was stopped while it worked on this device, and the device has no receipt of success";
  if (!there) outcome.message += ": " + there.error().message;
  return outcome;
}

}  // namespace redrive::agent
