#include "agent/core/job_record.h"

#include <algorithm>
#include <unordered_set>

namespace redrive::agent {
namespace {

// Bounds the list for a log that is rubbish from end to end.
constexpr std::size_t kMaxDamage = 100;
constexpr std::string_view kRefusal = "refused/";
// A clock that was set meanwhile makes a device look as if it took days.
constexpr base::Micros kLongestBelieved = std::chrono::hours(12);

}  // namespace

std::string refusal_of(std::string_view plan_digest) {
  return std::string(kRefusal) + std::string(plan_digest);
}

bool JobRecord::blank() const {
  return !order && outcomes.empty() && runs.empty() && commands.empty() && damage.empty();
}

std::uint32_t JobRecord::next_run() const {
  std::uint32_t highest = 1;  // the distribution itself
  for (const RunRecord& run : runs) highest = std::max(highest, run.run);
  for (const model::DeviceOutcome& outcome : outcomes) highest = std::max(highest, outcome.run);
  return highest + 1 + static_cast<std::uint32_t>(damage.size()) + plans_refused;
}

JobFold::JobFold(std::string job) {
  record_.job = std::move(job);
}

void JobFold::add(LogRecord record) {
  std::visit([this](auto&& one) { apply(std::move(one)); }, std::move(record));
}

void JobFold::note_damage(std::string_view words) {
  if (record_.damage.size() < kMaxDamage) record_.damage.emplace_back(words);
}

RunRecord& JobFold::run(std::uint32_t number) {
  auto& runs = record_.runs;
  const auto known = std::find_if(runs.rbegin(), runs.rend(), [&](const RunRecord& r) { return r.run == number; });
  return known != runs.rend() ? *known : runs.emplace_back(RunRecord{number, {}, false, false});
}

void JobFold::apply(OrderReceived&& record) {
  record_.commands[record.command] = {true, ""};
  if (record_.order) {
    if (*record_.order == record.order) return;
    record_.other_order = true;
    return note_damage("a second, different order is recorded; the first one counts");
  }
  run(1);
  record_.received_at = record.received_at;
  index_.reserve(record.order.devices.size());
  record_.outcomes.reserve(record.order.devices.size());  // memory is taken only as outcomes come
  record_.order = std::move(record.order);
}

void JobFold::add(SeenOutcome outcome) {
  // Where the record that opened the run is lost, its devices still tell of it.
  run(outcome.run);
  auto& outcomes = record_.outcomes;
  const std::uint32_t place = index_.find(outcome.device, outcomes);
  if (place == kNoOutcome) {
    outcomes.push_back(outcome.copy());
  } else if (outcome.run >= outcomes[place].run) {
    keep_proven(outcomes[place], outcome);
    measure(outcomes[place], outcome);
    outcome.replace(outcomes[place]);
  }
}

// A start tells how much is proven; an end does not, and takes nothing back (cancelled before it was started, no
// report).
void JobFold::keep_proven(const model::DeviceOutcome& before, SeenOutcome& after) {
  if (after.state == model::DeviceState::kSucceeded) {
    after.done = 0;
  } else if (after.state != model::DeviceState::kRunning) {
    after.done = std::max(after.done, before.done);
  } else if (before.state == after.state && before.run == after.run) {
    after.at = before.at;  // when it was begun
  }
}

void JobFold::measure(const model::DeviceOutcome& before, const SeenOutcome& after) {
  if (before.run != after.run || before.state != model::DeviceState::kRunning) return;
  if (after.state != model::DeviceState::kSucceeded) return;
  const base::Micros took = after.at - before.at;
  if (took < base::Micros{0} || took > kLongestBelieved) return;
  ++record_.pace.devices;
  record_.pace.total += took;
}

void JobFold::apply(PlanApproved&& record) {
  record_.commands[record.command] = {true, ""};
  const auto number = record.plan.run;
  const auto same = [&](const RunRecord& r) { return r.run == number && r.approval; };
  if (std::any_of(record_.runs.begin(), record_.runs.end(), same)) {
    note_damage(fmt::format("run {} is recorded as approved twice", number));
    record_.runs.emplace_back(RunRecord{number, std::move(record), false, false});
    return;
  }
  run(number).approval = std::move(record);
}

void JobFold::apply(RunEnded&& record) {
  run(record.run).ended = true;
}

void JobFold::apply(CancelTaken&& record) {
  record_.commands[record.command] = {true, ""};
  if (record_.open_run() != nullptr) record_.runs.back().cancelled = true;
}

void JobFold::apply(CommandRefused&& record) {
  const bool fresh = record_.commands.insert_or_assign(record.command, CommandAnswer{false, record.why}).second;
  if (fresh && record.command.starts_with(kRefusal)) ++record_.plans_refused;
}

// A plan holds all of its order but the devices that had succeeded before and how devices are reached.
void JobFold::infer_order() {
  const auto approved = std::find_if(record_.runs.begin(), record_.runs.end(),
                                     [](const RunRecord& run) { return run.approval.has_value(); });
  if (approved == record_.runs.end()) return;
  const model::Plan& plan = approved->approval->plan;
  model::JobOrder order;
  order.job = record_.job;
  order.server = plan.server;
  order.packages = plan.packages;
  order.parameters = plan.parameters;
  std::unordered_set<std::string_view> known;
  for (const model::PlannedDevice& planned : plan.devices) {
    if (known.insert(planned.device).second) order.devices.push_back(planned.device);
  }
  for (const model::DeviceOutcome& outcome : record_.outcomes) {
    if (known.insert(outcome.device).second) order.devices.push_back(outcome.device);
  }
  record_.order_from_run = approved->run;
  record_.order = std::move(order);
}

JobRecord JobFold::finish() {
  if (!record_.order) infer_order();
  if (record_.order) {
    const auto& devices = record_.order->devices;
    record_.outcome_of.reserve(devices.size());
    for (const std::string& device : devices) record_.outcome_of.push_back(index_.find(device, record_.outcomes));
  }
  return std::move(record_);
}

RunTally tally(const JobRecord& record, std::uint32_t run) {
  RunTally sum;
  for (const model::DeviceOutcome& outcome : record.outcomes) {
    if (outcome.run != run) continue;
    sum.succeeded += outcome.state == model::DeviceState::kSucceeded;
    sum.failed += outcome.state == model::DeviceState::kFailed;
    sum.cancelled += outcome.state == model::DeviceState::kCancelled;
  }
  return sum;
}

}  // namespace redrive::agent
