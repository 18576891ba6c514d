#include "agent/core/tool_plan_check.h"

#include <unordered_map>

#include "agent/core/plan_parts.h"
#include "shared/model/alert.h"
#include "shared/model/steps.h"

namespace redrive::agent {
namespace {

using base::Status;

constexpr std::size_t kMostWords = 1000;  // bytes of a reason or another line for people

tl::unexpected<base::Error> wrong(std::string what) {
  return base::fail(base::ErrorCode::kInvalid, std::move(what));
}

class DeviceCheck {
 public:
  DeviceCheck(const model::Plan& plan, const JobRecord& record, const PlanContext& context)
      : plan_(plan),
        record_(record),
        context_(context),
        wished_(context.wishes),
        steps_(model::steps_of(record.order->parameters, record.order->packages.size())) {
    const auto& devices = record.order->devices;
    for (std::size_t i = 0; i < devices.size(); ++i) places_.emplace(devices[i], i);
  }

  // Each is looked up once: its place is used up.
  Status check(const model::PlannedDevice& planned) {
    const auto found = places_.extract(planned.device);
    if (found.empty()) return wrong(fmt::format("device {} is not in the order, or named twice", planned.device));
    if (!wished_.has(planned.device)) return wrong(fmt::format("device {} is to be left out", planned.device));
    const model::DeviceOutcome* outcome = record_.outcome(found.mapped());
    if (outcome != nullptr && outcome->state == model::DeviceState::kSucceeded)
      return wrong(fmt::format("device {} has succeeded", planned.device));
    return check_steps(planned, outcome);
  }

 private:
  Status check_steps(const model::PlannedDevice& planned, const model::DeviceOutcome* outcome) const {
    const bool none = outcome == nullptr || context_.wishes.from_start || !record_.damage.empty();
    const std::uint32_t proven = none ? 0 : outcome->done;
    if (planned.done > proven || planned.done >= steps_.size()) {
      return wrong(fmt::format("device {} is to go on after {} of {} steps, where {} are proven", planned.device,
                               planned.done, steps_.size(), proven));
    }
    const std::string said =
        planned.done == 0 ? "" : goes_on_words(planned.done, steps_[planned.done], steps_.size(), plan_.packages);
    if (planned.reason != model::clean_line(planned.reason, kMostWords)) {
      return wrong(
          fmt::format("the reason of device {} is not one line of at most {} bytes", planned.device, kMostWords));
    }
    const auto at = planned.reason.find(kGoesOn);
    const std::string says = at == std::string::npos ? "" : planned.reason.substr(at);
    if (planned.reason.empty() || says != said) {
      return wrong(fmt::format("the reason of device {} does not say where it goes on: expected '{}' at its end",
                               planned.device, said));
    }
    return {};
  }

  const model::Plan& plan_;
  const JobRecord& record_;
  const PlanContext& context_;
  const model::WishedDevices wished_;
  const std::vector<model::Step> steps_;
  std::unordered_map<std::string, std::size_t> places_;
};

}  // namespace

Status check_tool_plan(const model::Plan& plan, const JobRecord& record, const PlanContext& context) {
  const model::JobOrder& order = *record.order;
  if (plan.job != record.job) return wrong(fmt::format("it is of {}, not of {}", plan.job, record.job));
  if (plan.server != context.server) return wrong(fmt::format("it is for {}, not for {}", plan.server, context.server));
  if (plan.run != record.next_run())
    return wrong(fmt::format("it is run {}; the next one is {}", plan.run, record.next_run()));
  if (plan.packages != order.packages) return wrong("its packages are not those of the order");
  if (plan.parameters != order.parameters) return wrong("its parameters are not those of the order");
  if (plan.commands != commands_of(order.parameters, order.packages))
    return wrong("its commands are not those of the order");
  if (plan.completeness != worst_of(plan.parts) || plan.completeness < worst_of(parts_of(record)))
    return wrong("it is surer than the job log allows");
  if (plan.devices.empty()) return wrong("it names no device");
  DeviceCheck devices(plan, record, context);
  for (const auto& device : plan.devices) {
    if (auto checked = devices.check(device); !checked) return checked;
  }
  return {};
}

void finish_tool_plan(model::Plan& plan, const PlanContext& context) {
  plan.wishes = context.wishes;
  plan.missing_packages.clear();
  for (const model::PackageRef& package : plan.packages) {
    if (!context.package_present(package)) plan.missing_packages.push_back(package.name);
  }
  plan.preflight.clear();
  for (std::string& line : plan.diff) line = model::clean_line(line, kMostWords);
  for (model::PlanPart& part : plan.parts) {
    part.name = model::clean_line(part.name, kMostWords);
    part.note = model::clean_line(part.note, kMostWords);
  }
  plan.expires_at = context.now + context.lifetime;
  plan.digest = model::plan_digest(plan);
}

}  // namespace redrive::agent
