#include "agent/core/planner.h"

#include "agent/core/command_fill.h"
#include "shared/model/alert.h"

namespace redrive::agent {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::size_t kMaxReason = 200;  // bytes of what the failing step said

std::string first_line(std::string_view text) {
  while (!text.empty() && (text.front() == '\n' || text.front() == ' ')) text.remove_prefix(1);
  std::string line = model::clean_text(text.substr(0, text.find('\n')), kMaxReason);
  std::replace(line.begin(), line.end(), '\t', ' ');
  return line;
}

void add_devices(const JobRecord& record, model::Plan& plan) {
  const auto& devices = record.order->devices;
  for (std::size_t i = 0; i < devices.size(); ++i) {
    const model::DeviceOutcome* outcome = record.outcome(i);
    if (outcome != nullptr && outcome->state == model::DeviceState::kSucceeded) continue;
    plan.devices.push_back({devices[i], reason_for(outcome, !record.damage.empty())});
  }
}

void add_packages(const JobRecord& record, const PlanContext& context, model::Plan& plan) {
  plan.packages = record.order->packages;
  for (const model::PackageRef& package : plan.packages) {
    if (!context.package_present(package)) plan.missing_packages.push_back(package.name);
  }
}

std::vector<std::string> difference(const JobRecord& record, const model::Plan& plan) {
  std::vector<std::string> lines;
  const std::size_t ordered = record.order->devices.size();
  if (plan.devices.size() != ordered) lines.push_back(fmt::format("devices: {} of {}", plan.devices.size(), ordered));
  if (plan.server != record.order->server) {
    lines.push_back(fmt::format("server: {}, was ordered for {}", plan.server, record.order->server));
  }
  for (const std::string& name : plan.missing_packages) {
    lines.push_back(fmt::format("package {} missing on this server: will be fetched again", name));
  }
  if (!record.damage.empty()) {
    lines.push_back(fmt::format("job log damaged in {} {}: outcomes recorded there are taken as not succeeded",
                                record.damage.size(), record.damage.size() == 1 ? "place" : "places"));
  }
  if (const RunRecord* open = record.open_run()) {
    lines.push_back(fmt::format("run {} is still in progress: the plan changes as it goes on", open->run));
  }
  return lines;
}

}  // namespace

std::string reason_for(const model::DeviceOutcome* outcome, bool log_damaged) {
  if (outcome == nullptr) return log_damaged ? "no outcome readable in the damaged job log" : "never started";
  switch (outcome->state) {
    case model::DeviceState::kPending:
      return "never started";
    case model::DeviceState::kRunning:
      return "started, end unknown";
    case model::DeviceState::kCancelled:
      return "cancelled";
    case model::DeviceState::kSucceeded:
      return "succeeded";
    case model::DeviceState::kFailed:
      break;
  }
  const std::string type = outcome->failure_type.empty() ? "unknown" : outcome->failure_type;
  const std::string said = first_line(outcome->message);
  return said.empty() ? "failed: " + type : "failed: " + type + ": " + said;
}

std::vector<model::Command> commands_of(const model::JobParameters& parameters,
                                        const std::vector<model::PackageRef>& packages) {
  std::vector<model::Command> commands;
  for (const model::Command* step : {&parameters.before, &parameters.install, &parameters.verify, &parameters.after}) {
    if (step->empty()) continue;
    if (!names_package(*step)) {
      commands.push_back(*step);
      continue;
    }
    for (const model::PackageRef& package : packages)
      commands.push_back(fill(*step, kPackagePlaceholder, package.name));
  }
  return commands;
}

base::Result<model::Plan> make_plan(const JobRecord& record, const PlanContext& context) {
  if (!record.order) {
    const std::string why = record.damage.empty() ? "no order is recorded" : record.damage.front();
    return fail(ErrorCode::kCorrupt,
                fmt::format("job {} cannot be rebuilt from this server's job log: its order (packages, distribution "
                            "list, parameters) is missing: {}. Distribute it again from central",
                            record.job, why));
  }
  model::Plan plan;
  plan.job = record.job;
  plan.server = context.server;
  plan.run = record.next_run();
  plan.completeness = record.damage.empty() ? model::Completeness::kVerbatim : model::Completeness::kInferred;
  add_devices(record, plan);
  if (plan.devices.empty()) {
    return fail(ErrorCode::kNotFound,
                fmt::format("every device of {} has succeeded; nothing to redistribute", record.job));
  }
  add_packages(record, context, plan);
  plan.parameters = record.order->parameters;
  plan.commands = commands_of(plan.parameters, plan.packages);
  plan.diff = difference(record, plan);
  plan.expires_at = context.now + context.lifetime;
  plan.digest = model::plan_digest(plan);
  return plan;
}

}  // namespace redrive::agent
