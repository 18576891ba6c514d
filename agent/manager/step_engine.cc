#include "agent/manager/step_engine.h"

#include <algorithm>

#include "agent/core/command_fill.h"
#include "shared/model/failure_type.h"
#include "shared/model/steps.h"

namespace redrive::agent {
namespace {

namespace type = model::failure_type;

// A failed step: what the carrier said, with the step and the package in front of it.
struct Fault {
  StepFailure failure;
  std::string step, package;
};
using Attempt = std::optional<Fault>;  // nothing = every step ended well

// What is done on one device, over all attempts of a run.
class DeviceWork {
 public:
  using Proven = std::function<void(std::uint32_t done)>;

  // `done` steps were proven by earlier runs. `proven` hears of each further command that ended well.
  DeviceWork(DeviceCarrier& carrier, const RunOrder& order, const Target& target, std::uint32_t done, Proven proven)
      : carrier_(carrier),
        order_(order),
        target_(target),
        steps_(model::steps_of(order.parameters, order.packages.size())),
        done_(std::min<std::uint32_t>(done, static_cast<std::uint32_t>(steps_.size()))),
        proven_(std::move(proven)) {}

  // Goes on where the last one stopped. What a command still to run needs is put there again: carriers move no more of
  // it than is missing.
  Attempt attempt(const StepBounds& bounds) {
    paths_.assign(order_.packages.size(), "");
    if (auto fault = put_packages(bounds)) return fault;
    while (done_ < steps_.size()) {
      if (auto fault = run_step(steps_[done_], bounds)) return fault;
      ++done_;
      if (done_ < steps_.size()) proven_(done_);
    }
    return {};
  }

  std::uint32_t done() const { return done_; }

 private:
  Attempt put_packages(const StepBounds& bounds) {
    if (bounds.stop.stop_requested()) return Fault{{"", "stopped", true}, "copy", ""};
    if (auto ready = carrier_.prepare(target_, bounds); !ready) return Fault{std::move(ready.error()), "copy", ""};
    const auto needed = model::packages_needed(steps_, order_.packages.size(), done_);
    for (std::uint32_t i = 0; i < order_.packages.size(); ++i) {
      const LocalPackage& package = order_.packages[i];
      if (!needed[i]) continue;
      if (bounds.stop.stop_requested()) return Fault{{"", "stopped", true}, "copy", package.name};
      auto path = carrier_.put(target_, package, bounds);
      if (!path) return Fault{std::move(path.error()), "copy", package.name};
      paths_[i] = std::move(*path);
      done_ = std::max(done_, i + 1);  // the copies are the first steps
    }
    return {};
  }

  Attempt run_step(const model::Step& step, const StepBounds& bounds) {
    const bool one = step.package < order_.packages.size();
    const std::string package = one ? order_.packages[step.package].name : "", word(model::to_string(step.kind));
    if (bounds.stop.stop_requested()) return Fault{{"", "stopped", true}, word, package};
    const model::Command& command = model::command_of(order_.parameters, step.kind);
    const model::Command argv =
        fill(fill(command, kDevicePlaceholder, target_.device()), kPackagePlaceholder, one ? paths_[step.package] : "");
    const bool verifies = step.kind == model::StepKind::kVerify;
    auto ended = carrier_.run(target_, argv, verifies ? type::kVerifyFailed : type::kInstallFailed, bounds);
    if (ended) return {};
    if (ended.error().failure_type == type::kVerifyFailed) take_back(step.package);
    return Fault{std::move(ended.error()), word, package};
  }

  // What verify found wrong is not proven, however well its installation ended: that of the package, or of all where
  // the commands name none. Without an installation it is the copy.
  void take_back(std::uint32_t package) {
    const bool installs = !order_.parameters.install.empty();
    const auto wrong = std::find_if(steps_.begin(), steps_.end(), [&](const model::Step& step) {
      if (step.kind != (installs ? model::StepKind::kInstall : model::StepKind::kCopy)) return false;
      return package == model::Step::kNoPackage || step.package == model::Step::kNoPackage || step.package == package;
    });
    done_ = std::min(done_, static_cast<std::uint32_t>(wrong - steps_.begin()));
  }

  DeviceCarrier& carrier_;
  const RunOrder& order_;
  const Target& target_;
  const std::vector<model::Step> steps_;
  std::uint32_t done_;
  const Proven proven_;
  std::vector<std::string> paths_;  // on the device, parallel to order_.packages; empty where it is not needed
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

void carry_out(DeviceCarrier& carrier, const RunOrder& order, std::size_t place, const base::Clock& clock,
               const std::function<void(model::DeviceOutcome)>& report, std::stop_token stop) {
  const std::string& device = order.devices[place];
  const auto tell = [&](model::DeviceOutcome outcome) {
    outcome.device = device;
    outcome.run = order.run;
    outcome.at = clock.utc();
    report(std::move(outcome));
  };
  const Target target{order.job, model::address_of(order.addresses, device)};
  const auto tell_proven = [&](std::uint32_t done) {
    model::DeviceOutcome running;
    running.state = model::DeviceState::kRunning;
    running.done = done;
    tell(running);
  };
  const std::uint32_t before = place < order.done.size() ? order.done[place] : 0;
  DeviceWork work(carrier, order, target, before, tell_proven);
  tell_proven(work.done());
  model::DeviceOutcome outcome;
  for (std::uint32_t attempt = 1; attempt <= order.parameters.retries + 1; ++attempt) {
    const StepBounds bounds{clock.steady() + order.parameters.timeout, stop, share_of_bandwidth(order)};
    const Attempt fault = work.attempt(bounds);
    if (fault) {
      outcome = outcome_of(*fault, attempt);
      outcome.done = work.done();
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
