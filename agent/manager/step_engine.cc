#include "agent/manager/step_engine.h"

#include "agent/core/command_fill.h"
#include "shared/model/failure_type.h"

namespace redrive::agent {
namespace {

namespace type = model::failure_type;

// A failed step: what the carrier said, with the step and the package in front of it.
struct Fault {
  StepFailure failure;
  std::string step, package;
};
using Attempt = std::optional<Fault>;  // nothing = every step ended well

// One attempt on one device.
class DeviceWork {
 public:
  DeviceWork(DeviceCarrier& carrier, const RunOrder& order, const Target& target, StepBounds bounds)
      : carrier_(carrier), order_(order), target_(target), bounds_(std::move(bounds)) {}

  Attempt attempt() {
    if (auto fault = put_packages()) return fault;
    const model::JobParameters& p = order_.parameters;
    const std::tuple<std::string_view, const model::Command&, std::string_view> steps[] = {
        {"before", p.before, type::kInstallFailed},
        {"install", p.install, type::kInstallFailed},
        {"verify", p.verify, type::kVerifyFailed},
        {"after", p.after, type::kInstallFailed}};
    for (const auto& [step, command, failure_type] : steps) {
      if (auto fault = run_step(step, command, failure_type)) return fault;
    }
    return {};
  }

 private:
  Attempt put_packages() {
    if (bounds_.stop.stop_requested()) return Fault{{"", "stopped", true}, "copy", ""};
    if (auto ready = carrier_.prepare(target_, bounds_); !ready) return Fault{std::move(ready.error()), "copy", ""};
    for (const LocalPackage& package : order_.packages) {
      if (bounds_.stop.stop_requested()) return Fault{{"", "stopped", true}, "copy", package.name};
      auto path = carrier_.put(target_, package, bounds_);
      if (!path) return Fault{std::move(path.error()), "copy", package.name};
      paths_.push_back(std::move(*path));
    }
    return {};
  }

  Attempt run_step(std::string_view step, const model::Command& command, std::string_view failure_type) {
    if (command.empty()) return {};
    if (!names_package(command)) return run_one(step, command, "", "", failure_type);
    for (std::size_t i = 0; i < paths_.size(); ++i) {
      if (auto fault = run_one(step, command, order_.packages[i].name, paths_[i], failure_type)) return fault;
    }
    return {};
  }

  Attempt run_one(std::string_view step, const model::Command& command, const std::string& package,
                  const std::string& path, std::string_view failure_type) {
    if (bounds_.stop.stop_requested()) return Fault{{"", "stopped", true}, std::string(step), package};
    const model::Command argv = fill(fill(command, kDevicePlaceholder, target_.device()), kPackagePlaceholder, path);
    auto ended = carrier_.run(target_, argv, failure_type, bounds_);
    if (ended) return {};
    return Fault{std::move(ended.error()), std::string(step), package};
  }

  DeviceCarrier& carrier_;
  const RunOrder& order_;
  const Target& target_;
  const StepBounds bounds_;
  std::vector<std::string> paths_;  // on the device, parallel to order_.packages
};

model::DeviceOutcome outcome_of(const Fault& fault, std::uint32_t attempts) {
  model::DeviceOutcome outcome;
  const std::string place = fault.package.empty() ? fault.step : fault.step + " " + fault.package;
  outcome.message = fmt::format("{}: {}", place, fault.failure.message);
  if (fault.failure.cancelled) {
    outcome.state = model::DeviceState::kCancelled;
    return outcome;
  }
  outcome.state = model::DeviceState::kFailed;
  outcome.failure_type = fault.failure.failure_type;
  outcome.package = fault.package;
  if (attempts > 1) outcome.message += fmt::format("\n(after {} attempts)", attempts);
  return outcome;
}

}  // namespace

std::uint64_t share_of_bandwidth(const RunOrder& order) {
  const model::JobParameters& p = order.parameters;
  if (p.bandwidth == 0) return 0;
  const std::uint64_t devices =
      std::min<std::uint64_t>(std::max(p.parallel, 1U), std::max<std::size_t>(order.devices.size(), 1));
  return std::max<std::uint64_t>(p.bandwidth / devices, 1);
}

std::string receipt_name(const std::string& job, std::uint32_t run) {
  return fmt::format("{}.{}", job, run);
}

void carry_out(DeviceCarrier& carrier, const RunOrder& order, const std::string& device, const base::Clock& clock,
               const std::function<void(model::DeviceOutcome)>& report, std::stop_token stop) {
  const auto tell = [&](model::DeviceOutcome outcome) {
    outcome.device = device;
    outcome.run = order.run;
    outcome.at = clock.utc();
    report(std::move(outcome));
  };
  const Target target{order.job, model::address_of(order.addresses, device)};
  model::DeviceOutcome outcome;
  outcome.state = model::DeviceState::kRunning;
  tell(outcome);
  for (std::uint32_t attempt = 1; attempt <= order.parameters.retries + 1; ++attempt) {
    const StepBounds bounds{clock.steady() + order.parameters.timeout, stop, share_of_bandwidth(order)};
    const Attempt fault = DeviceWork(carrier, order, target, bounds).attempt();
    if (fault) {
      outcome = outcome_of(*fault, attempt);
      if (fault->failure.cancelled || stop.stop_requested()) break;
      continue;
    }
    // Without the receipt only the answer to a later inquiry is worse: the device itself is done.
    static_cast<void>(carrier.write_receipt(target, receipt_name(order.job, order.run), bounds));
    outcome = {};
    outcome.state = model::DeviceState::kSucceeded;
    break;
  }
  tell(std::move(outcome));
}

}  // namespace redrive::agent
