#include "agent/manager/external_manager.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>
#include <span>
#include <unordered_set>

#include "agent/manager/external_question.h"
#include "agent/manager/external_sitting.h"
#include "agent/manager/failure_mapping.h"
#include "agent/manager/package_check.h"
#include "shared/base/names.h"
#include "shared/model/failure_type.h"

namespace redrive::agent {
namespace {

using model::DeviceOutcome;
using model::DeviceState;
using End = sys::ProcessResult::End;

// The order without devices whose names could be taken for something else; those have failed.
RunOrder with_good_names(const RunOrder& order, const std::function<void(DeviceOutcome)>& report,
                         const base::Clock& clock) {
  RunOrder good = order;
  std::erase_if(good.devices, [&](const std::string& device) {
    const auto named = base::check_name("device", device);
    if (named) return false;
    report({device, DeviceState::kFailed, std::string(model::failure_type::kConfiguration), named.error().message, "",
            order.run, clock.utc()});
    return true;
  });
  return good;
}

// How a question ended, where it did not end well.
std::optional<std::string> trouble_of(const sys::ProcessResult& result, const std::string& program) {
  switch (result.end) {
    case End::kExited:
      if (result.code == 0) return {};
      return describe(fmt::format("{} ended with exit status {}", program, result.code), "", result.output);
    case End::kSignalled:
      return describe(fmt::format("{} was ended by signal {} ({})", program, result.code, strsignal(result.code)), "",
                      result.output);
    case End::kTimedOut:
      return describe(program + " was not done in time", "", result.output);
    case End::kCancelled:
      return describe(program + " was stopped", "", result.output);
    case End::kNotStarted:
      break;
  }
  return fmt::format("{} cannot be started: {}", program, std::strerror(result.code));
}

// A manager that leaves devices out says nothing of them: nobody is to take that for a good word.
model::PreflightCheck nothing_said(const std::vector<std::string>& devices) {
  constexpr std::size_t kNamed = 5;
  const bool one = devices.size() == 1;
  const auto named = std::span(devices).first(std::min(devices.size(), kNamed));
  return {"devices", false,
          fmt::format("the manager said nothing about {} device{}: {}{}", devices.size(), one ? "" : "s",
                      fmt::join(named, ", "), devices.size() > kNamed ? ", …" : ""),
          fmt::format("look at {} yourself, or leave {} out", one ? "it" : "them", one ? "it" : "them")};
}

}  // namespace

ExternalManager::ExternalManager(model::Command command, std::uint32_t parallel_devices, sys::ProcessRunner& processes,
                                 const base::Clock& clock, ExternalBounds bounds)
    : command_(std::move(command)), processes_(processes), clock_(clock), bounds_(bounds), slots_(parallel_devices) {}

void ExternalManager::run(const RunOrder& order, const std::function<void(DeviceOutcome)>& report,
                          std::stop_token stop) {
  const RunOrder good = with_good_names(order, report, clock_);
  Handover handover(good, bounds_.report_grace);
  const ExternalRun run{good, report, stop, command_, bounds_, slots_, clock_};
  ExternalSitting::Ended ended;
  bool stopped = false;
  // A program that comes to its end before the devices do is started again as long as that leads on.
  while (handover.next() != nullptr && !stopped) {
    ended = stop.stop_requested() ? ExternalSitting::Ended{"", false, true}
                                  : ExternalSitting(run, handover).hold(processes_);
    stopped = ended.stopped;
    if (!ended.progress) break;
  }
  for (; handover.next() != nullptr; handover.skip()) {
    DeviceOutcome outcome{*handover.next(), DeviceState::kCancelled, "", "stopped before it was started", "", order.run,
                          clock_.utc()};
    if (!stopped) {
      outcome.state = DeviceState::kFailed;
      outcome.failure_type = model::failure_type::kConfiguration;
      outcome.message = "not handed over, nothing was done: " + ended.how;
    }
    report(std::move(outcome));
  }
}

std::vector<model::PreflightCheck> ExternalManager::preflight(const RunOrder& order) {
  std::vector<model::PreflightCheck> checks;
  std::uint64_t bytes = 0;
  for (const LocalPackage& package : order.packages) checks.push_back(check_package(package, bytes));
  std::string asked = order_line(ExternalTask::kPreflight, order);
  std::unordered_set<std::string> left;
  std::vector<std::string> devices;
  for (std::size_t i = 0; i < std::min(order.devices.size(), kMaxProbed); ++i) {
    if (!base::check_name("device", order.devices[i])) continue;
    if (left.insert("device " + order.devices[i]).second) devices.push_back(order.devices[i]);
    asked += device_line(model::address_of(order.addresses, order.devices[i]), 1);
  }
  const std::size_t first = checks.size(), most = first + left.size() + 100;
  ExternalQuestion question(std::move(asked), [&](std::string_view line) {
    auto check = read_check(line);
    if (!check || checks.size() >= most) return;
    const bool of_device = check->what.starts_with("device ");
    if (of_device && left.erase(check->what) == 0) return;  // not asked about, or answered before
    checks.push_back(std::move(*check));
  });
  const auto result = question.ask(command_, bounds_.preflight_for, bounds_, processes_);
  if (const auto trouble = trouble_of(result, command_.front())) checks.push_back({"manager", false, *trouble});
  if (devices.size() < order.devices.size())
    checks.push_back({"devices", true, fmt::format("{} of {} were asked about", devices.size(), order.devices.size())});
  std::erase_if(devices, [&](const std::string& device) { return !left.contains("device " + device); });
  if (!devices.empty()) checks.push_back(nothing_said(devices));
  return checks;
}

DeviceOutcome ExternalManager::inquire(const std::string& job, std::uint32_t run, const model::DeviceAddress& device) {
  RunOrder order;
  order.job = job;
  order.run = run;
  order.devices = {device.device};
  order.addresses = {device};
  Handover handover(order, {});
  handover.begin(clock_.steady());
  handover.handed(device.device);
  std::optional<DeviceOutcome> told;
  ExternalQuestion question(order_line(ExternalTask::kInquire, order) + device_line(device, 1),
                            [&](std::string_view line) {
                              const auto said = read_report(line);
                              if (!said || told) return;
                              told = handover.hear(*said, clock_.steady(), true, false).end;
                            });
  const auto result = question.ask(command_, bounds_.inquire_for, bounds_, processes_);
  if (told && told->state != DeviceState::kCancelled) {
    told->at = clock_.utc();
    return *told;
  }
  DeviceOutcome unknown{device.device,
                        DeviceState::kFailed,
                        std::string(model::failure_type::kNoReport),
                        "the agent was stopped while the manager worked on this device, and the manager cannot tell "
                        "what became of it",
                        "",
                        run,
                        clock_.utc()};
  if (const auto trouble = trouble_of(result, command_.front())) unknown.message += ": " + *trouble;
  return unknown;
}

}  // namespace redrive::agent
