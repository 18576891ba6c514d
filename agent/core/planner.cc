#include "agent/core/planner.h"

#include <algorithm>
#include <map>

#include "agent/core/command_fill.h"
#include "agent/core/plan_diff.h"
#include "agent/core/plan_parts.h"
#include "shared/model/alert.h"
#include "shared/model/steps.h"

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

// Where the log is damaged a record that took a step back may be lost: nothing counts as proven there.
std::uint32_t steps_proven(const JobRecord& record, const model::DeviceOutcome* outcome, const PlanContext& context) {
  return outcome == nullptr || context.wishes.from_start || !record.damage.empty() ? 0 : outcome->done;
}

void add_devices(const JobRecord& record, const PlanContext& context, model::Plan& plan) {
  const auto& devices = record.order->devices;
  const auto steps = model::steps_of(plan.parameters, plan.packages.size());
  const model::WishedDevices wished(context.wishes);
  for (std::size_t i = 0; i < devices.size(); ++i) {
    const model::DeviceOutcome* outcome = record.outcome(i);
    if (outcome != nullptr && outcome->state == model::DeviceState::kSucceeded) continue;
    if (!wished.has(devices[i])) continue;
    model::PlannedDevice planned{devices[i], reason_for(outcome, !record.damage.empty())};
    const std::uint32_t done = steps_proven(record, outcome, context);
    if (done > 0 && done < steps.size()) {
      planned.done = done;
      planned.reason += goes_on_words(done, steps[done], steps.size(), plan.packages);
    }
    plan.devices.push_back(std::move(planned));
  }
}

// Devices that stopped at the same step need the same packages.
std::uint64_t bytes_to_carry(const model::Plan& plan) {
  const auto steps = model::steps_of(plan.parameters, plan.packages.size());
  std::map<std::uint32_t, std::uint64_t> by_done;
  std::uint64_t bytes = 0;
  for (const model::PlannedDevice& device : plan.devices) {
    const auto [known, fresh] = by_done.try_emplace(device.done, 0);
    if (fresh) {
      const auto needed = model::packages_needed(steps, plan.packages.size(), device.done);
      for (std::size_t i = 0; i < needed.size(); ++i) known->second += needed[i] ? plan.packages[i].size : 0;
    }
    bytes += known->second;
  }
  return bytes;
}

// As many at a time as the job allows, each as long as those before took on average.
base::Micros estimate(const JobRecord& record, const model::Plan& plan) {
  if (record.pace.devices == 0) return {};
  const std::uint64_t parallel = std::max(plan.parameters.parallel, 1U);
  const std::uint64_t rounds = (plan.devices.size() + parallel - 1) / parallel;
  const auto each = record.pace.total / static_cast<std::int64_t>(record.pace.devices);
  return std::min<base::Micros>(each * static_cast<std::int64_t>(rounds), std::chrono::hours(24 * 365));
}

void add_packages(const PlanContext& context, model::Plan& plan) {
  for (const model::PackageRef& package : plan.packages) {
    if (!context.package_present(package)) plan.missing_packages.push_back(package.name);
  }
}

std::string some_of(const std::vector<std::string>& patterns) {
  constexpr std::ptrdiff_t kNamed = 10;
  const auto end = patterns.begin() + std::min(kNamed, std::ssize(patterns));
  return fmt::format("{}{}", fmt::join(patterns.begin(), end, ", "), end == patterns.end() ? "" : ", …");
}

tl::unexpected<base::Error> nothing_to_do(const JobRecord& record, const PlanContext& context) {
  const auto& devices = record.order->devices;
  const bool all_done = std::all_of(record.outcome_of.begin(), record.outcome_of.end(), [&](std::uint32_t place) {
    return place != kNoOutcome && record.outcomes[place].state == model::DeviceState::kSucceeded;
  });
  if (all_done)
    return fail(ErrorCode::kNotFound,
                fmt::format("every device of {} has succeeded; nothing to redistribute", record.job));
  const auto& [exclude, from_start, tool, only] = context.wishes;
  const std::string why =
      only.empty()
          ? fmt::format("every device of {} that is left to do is left out ({})", record.job, some_of(exclude))
          : fmt::format("none of the devices of {} that were asked for ({}) is left to do", record.job, some_of(only));
  return fail(ErrorCode::kNotFound, fmt::format("{}; nothing to redistribute of {} devices", why, devices.size()));
}

}  // namespace

std::string goes_on_words(std::uint32_t done, const model::Step& step, std::size_t steps,
                          const std::vector<model::PackageRef>& packages) {
  return fmt::format("{}step {} of {}: {}", kGoesOn, done + 1, steps, model::words_of(step, packages));
}

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
    if (!model::names_package(*step)) {
      commands.push_back(*step);
      continue;
    }
    for (const model::PackageRef& package : packages)
      commands.push_back(fill(*step, kPackagePlaceholder, package.name));
  }
  return commands;
}

base::Result<model::Plan> make_plan(const JobRecord& record, const PlanContext& context) {
  if (!context.wishes.tool.empty())
    return fail(ErrorCode::kInvalid, "a tool was asked to make the plan, and no tools are run here");
  const auto parts = parts_of(record);
  if (!record.order) {
    return fail(ErrorCode::kCorrupt,
                fmt::format("job {} cannot be rebuilt from this server's job log: its order (packages, distribution "
                            "list, parameters) is missing: {}. Distribute it again from central",
                            record.job, parts_in_words(parts)));
  }
  model::Plan plan;
  plan.job = record.job;
  plan.server = context.server;
  plan.run = record.next_run();
  plan.parts = parts;
  plan.completeness = worst_of(parts);
  plan.wishes = context.wishes;
  plan.packages = record.order->packages;
  plan.parameters = record.order->parameters;
  add_devices(record, context, plan);
  if (plan.devices.empty()) return nothing_to_do(record, context);
  add_packages(context, plan);
  plan.commands = commands_of(plan.parameters, plan.packages);
  plan.diff = diff_of(record, plan);
  plan.bytes = bytes_to_carry(plan);
  plan.estimate = estimate(record, plan);
  plan.expires_at = context.now + context.lifetime;
  plan.digest = model::plan_digest(plan);
  return plan;
}

}  // namespace redrive::agent
