#include "agent/manager/handover.h"

#include <algorithm>

#include "agent/manager/failure_mapping.h"
#include "shared/model/alert.h"
#include "shared/model/failure_type.h"

namespace redrive::agent {
namespace {

namespace type = model::failure_type;
using model::DeviceOutcome;
using model::DeviceState;

constexpr std::size_t kMaxMessage = 1024;  // as in failure_mapping.cc: a job has up to a million devices

bool ships(std::string_view failure_type) {
  return std::ranges::find(type::kShipped, failure_type) != type::kShipped.end();
}

// Central counts by types it knows, so another one is kept as words; where there is none, the message may tell.
void set_failure(DeviceOutcome& outcome, const ExternalReport& said) {
  outcome.state = DeviceState::kFailed;
  if (ships(said.failure_type)) {
    outcome.failure_type = said.failure_type;
    return;
  }
  outcome.failure_type = type_of_output(said.message, type::kUnknown);
  if (said.failure_type.empty()) return;
  outcome.message = model::clean_text(
      fmt::format("failure type '{}': {}", model::clean_line(said.failure_type, 128), outcome.message), kMaxMessage);
}

}  // namespace

base::SteadyTime Handover::due_from(base::SteadyTime now) const {
  return now + std::min<base::Micros>(order_.parameters.timeout, std::chrono::hours(24 * 3652)) + grace_;
}

void Handover::begin(base::SteadyTime now) {
  in_hand_[order_.devices[next_++]] = {1, due_from(now)};
}

void Handover::handed(const std::string& device) {
  in_hand_.at(device).known = true;
}

DeviceOutcome Handover::end_of(const ExternalReport& said, std::uint32_t attempt, bool stopping) const {
  DeviceOutcome outcome{said.device, DeviceState::kSucceeded, "", "", "", order_.run, {}};
  if (said.state == DeviceState::kSucceeded) return outcome;
  outcome.message = model::clean_text(said.message, kMaxMessage);
  const bool known = std::ranges::find(order_.packages, said.package, &LocalPackage::name) != order_.packages.end();
  if (known) outcome.package = said.package;
  if (said.state == DeviceState::kFailed) {
    set_failure(outcome, said);
    if (attempt > 1) outcome.message += fmt::format("\n(after {} attempts)", attempt);
    return outcome;
  }
  outcome.state = stopping ? DeviceState::kCancelled : DeviceState::kFailed;
  if (stopping) return outcome;
  outcome.failure_type = type::kUnknown;
  outcome.message = model::clean_text("the manager cancelled it without being asked: " + said.message, kMaxMessage);
  return outcome;
}

Handover::Heard Handover::hear(const ExternalReport& said, base::SteadyTime now, bool stopping, bool may_repeat) {
  const auto at = in_hand_.find(said.device);
  if (at == in_hand_.end() || !at->second.known) return {{}, {}, "the device is not in the manager's hands"};
  Held& held = at->second;
  if (said.attempt != 0 && said.attempt != held.attempt) return {{}, {}, "it is about another attempt"};
  if (said.state == DeviceState::kRunning) {
    if (std::exchange(held.begun, true)) return {{}, {}, "", false};
    held.due = due_from(now);
    return {};
  }
  const std::uint32_t attempt = held.attempt;
  if (said.state == DeviceState::kFailed && !stopping && may_repeat && attempt <= order_.parameters.retries) {
    held = {attempt + 1, due_from(now), true, false};
    return {{}, attempt + 1, ""};
  }
  in_hand_.erase(at);
  return {end_of(said, attempt, stopping), {}, ""};
}

bool Handover::overdue(base::SteadyTime now) const {
  return std::ranges::any_of(in_hand_, [&](const auto& held) { return held.second.due <= now; });
}

bool Handover::all_overdue(base::SteadyTime now) const {
  return std::ranges::all_of(in_hand_, [&](const auto& held) { return held.second.due <= now; });
}

std::optional<base::SteadyTime> Handover::next_due(base::SteadyTime now) const {
  std::optional<base::SteadyTime> first;
  for (const auto& [device, held] : in_hand_) {
    if (held.due > now && (!first || held.due < *first)) first = held.due;
  }
  return first;
}

std::vector<DeviceOutcome> Handover::settle(base::SteadyTime now, bool stopped, const std::string& how) {
  std::vector<DeviceOutcome> ends;
  for (const auto& [device, held] : in_hand_) {
    DeviceOutcome outcome{device, DeviceState::kFailed, "", "", "", order_.run, {}};
    if (stopped) {
      outcome.state = DeviceState::kCancelled;
      outcome.message = "stopped; the manager did not say how far it came: " + how;
    } else if (held.due <= now) {
      outcome.failure_type = type::kTimeout;
      outcome.message = "the manager told no end within the job's timeout: " + how;
    } else {
      outcome.failure_type = type::kNoReport;
      outcome.message = "the manager did not say what became of it, it may have been done: " + how;
    }
    outcome.message = model::clean_text(outcome.message, kMaxMessage);
    ends.push_back(std::move(outcome));
  }
  in_hand_.clear();
  return ends;
}

}  // namespace redrive::agent
