#include "agent/core/job_record.h"

#include <algorithm>

namespace redrive::agent {
namespace {

// Bounds the list for a log that is rubbish from end to end.
constexpr std::size_t kMaxDamage = 100;

}  // namespace

bool JobRecord::blank() const {
  return !order && outcomes.empty() && runs.empty() && commands.empty() && damage.empty();
}

std::uint32_t JobRecord::next_run() const {
  std::uint32_t highest = 1;  // the distribution itself
  for (const RunRecord& run : runs) highest = std::max(highest, run.run);
  for (const model::DeviceOutcome& outcome : outcomes) highest = std::max(highest, outcome.run);
  return highest + 1 + static_cast<std::uint32_t>(damage.size());
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
    if (*record_.order != record.order) note_damage("a second, different order is recorded; the first one counts");
    return;
  }
  run(1);
  record_.received_at = record.received_at;
  index_.reserve(record.order.devices.size());
  record_.outcomes.reserve(record.order.devices.size());  // memory is taken only as outcomes come
  record_.order = std::move(record.order);
}

void JobFold::apply(DeviceReported&& record) {
  run(record.outcome.run);  // where the record that opened the run is lost, its devices still tell of it
  auto& outcomes = record_.outcomes;
  const std::uint32_t place = index_.find(record.outcome.device, outcomes);
  if (place == kNoOutcome) {
    index_.add(record.outcome.device, static_cast<std::uint32_t>(outcomes.size()));
    outcomes.push_back(std::move(record.outcome));
  } else if (record.outcome.run >= outcomes[place].run) {
    outcomes[place] = std::move(record.outcome);
  }
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
  record_.commands[record.command] = {false, std::move(record.why)};
}

JobRecord JobFold::finish() {
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
