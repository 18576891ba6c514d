#include "agent/manager/external_sitting.h"

#include <cstring>

#include "agent/manager/failure_mapping.h"
#include "shared/model/failure_type.h"
#include "shared/text/columns.h"

namespace redrive::agent {
namespace {

using model::DeviceOutcome;
using model::DeviceState;
using End = sys::ProcessResult::End;

constexpr base::Micros kNoDeadline = std::chrono::hours(24 * 3652);  // each device has its own

}  // namespace

ExternalSitting::ExternalSitting(const ExternalRun& run, Handover& handover)
    : ProcessTalk(std::string(kStopLine), run.bounds.stop_for),
      run_(run),
      handover_(handover),
      lines_(kMaxExternalLine, [this](std::string_view line) { hear_line(line); }),
      useless_(run.command.front()) {}

ExternalSitting::Ended ExternalSitting::hold(sys::ProcessRunner& processes) {
  const std::stop_callback on_stop(run_.stop, [this] {
    no_more_.request_stop();
    program_.request_stop();
    const std::scoped_lock lock(mutex_);  // whoever looked before it waits by now
    changed_.notify_all();
  });
  sys::ProcessRequest request;
  request.argv = run_.command;
  request.directory = "/";
  request.deadline = kNoDeadline;
  request.grace = run_.bounds.kill_after;
  request.talk = this;
  const auto result = processes.run(request, program_.get_token());
  {
    const std::scoped_lock lock(mutex_);
    ended_ = true;
    no_more_.request_stop();
    changed_.notify_all();
  }
  if (keeper_.joinable()) keeper_.join();
  lines_.finish();
  const bool stopped = stopping() || (result.end == End::kCancelled && given_up_.empty() && !end_by_);
  const base::SteadyTime now = run_.clock.steady();
  const bool waited = handover_.overdue(now);
  const std::string how = how_it_ended(result);
  const bool well = result.end == End::kExited && result.code == 0 && handover_.in_hand() == 0;
  log_end(how.substr(0, how.find('\n')), result.output, useless_.lines(), lines_.left_out(), well);
  for (auto& outcome : handover_.settle(now, stopped, how)) end_device(std::move(outcome));
  return {how, reported_ > 0 || waited, stopped};
}

std::string ExternalSitting::how_it_ended(const sys::ProcessResult& result) const {
  const std::string& program = run_.command.front();
  switch (result.end) {
    case End::kExited:
      return describe(fmt::format("{} ended with exit status {}", program, result.code), "", result.output);
    case End::kSignalled:
      return describe(fmt::format("{} was ended by signal {} ({})", program, result.code, strsignal(result.code)), "",
                      result.output);
    case End::kNotStarted:
      return fmt::format("{} cannot be started: {}", program, std::strerror(result.code));
    case End::kTimedOut:
    case End::kCancelled:
      break;
  }
  const std::string why = given_up_.empty() ? "was stopped" : "was ended, for " + given_up_;
  return describe(fmt::format("{} {}", program, why), "", result.output);
}

void ExternalSitting::started() {
  write(order_line(ExternalTask::kRun, run_.order));
  keeper_ = std::jthread([this] { keep(); });
}

void ExternalSitting::keep() {
  std::unique_lock lock(mutex_);
  while (!ended_) {
    const base::SteadyTime now = run_.clock.steady();
    if (handover_.overdue(now)) give_up("it told no end of a device within the job's timeout");
    if (may_hand_over()) {
      hand_over(lock);
    } else {
      rest(lock, now);
    }
  }
}

bool ExternalSitting::may_hand_over() const {
  return given_up_.empty() && !no_more_.stop_requested() && handover_.next() != nullptr &&
         handover_.in_hand() < std::max(run_.order.parameters.parallel, 1U);
}

// Nothing to hand over now: the end of the program, or the next moment at which there is something to see to.
void ExternalSitting::rest(std::unique_lock<std::mutex>& lock, base::SteadyTime now) {
  const bool over = !given_up_.empty() || handover_.next() == nullptr;
  if (over && handover_.in_hand() == 0 && !end_by_ && !stopping()) {
    end_by_ = now + run_.bounds.end_for;
    close();
  }
  const bool useless = over && handover_.in_hand() > 0 && handover_.all_overdue(now);
  if (useless || (end_by_ && now >= *end_by_)) program_.request_stop();
  auto until = handover_.next_due(now);
  if (end_by_ && now < *end_by_ && (!until || *end_by_ < *until)) until = end_by_;
  if (until) {
    changed_.wait_until(lock, *until);
  } else {
    changed_.wait(lock);
  }
}

void ExternalSitting::hand_over(std::unique_lock<std::mutex>& lock) {
  const std::string device = *handover_.next();
  const auto until = handover_.next_due(run_.clock.steady()).value_or(run_.clock.steady() + kNoDeadline);
  lock.unlock();
  const bool taken = run_.slots.take(device, no_more_.get_token(), until);
  lock.lock();
  if (!taken) return;
  if (!given_up_.empty() || ended_) {
    lock.unlock();
    run_.slots.give_back(device);
    lock.lock();
    return;
  }
  handover_.begin(run_.clock.steady());
  lock.unlock();
  // The line is the start: the program does not know the device before.
  DeviceOutcome running{device, DeviceState::kRunning, "", "", "", run_.order.run, run_.clock.utc()};
  run_.report(running);
  lock.lock();
  if (!stopping()) {
    handover_.handed(device);
    return write(device_line(model::address_of(run_.order.addresses, device), 1));
  }
  handover_.take_back(device);
  lock.unlock();
  end_device({device, DeviceState::kCancelled, "", "stopped before it was started", "", run_.order.run, {}});
  lock.lock();
}

void ExternalSitting::give_up(std::string why) {
  if (!given_up_.empty()) return;
  given_up_ = std::move(why);
  no_more_.request_stop();
  changed_.notify_all();
}

void ExternalSitting::heard(std::string_view bytes) {
  lines_.add(bytes);
  if (useless_.bytes() + lines_.left_out() <= run_.bounds.useless_bytes) return;
  const std::scoped_lock lock(mutex_);
  give_up(fmt::format("more than {} of its output was of no use", text::size_words(run_.bounds.useless_bytes)));
  program_.request_stop();
}

void ExternalSitting::silent() {
  const std::scoped_lock lock(mutex_);
  if (handover_.in_hand() > 0 || handover_.next() != nullptr) give_up("it closed its output");
  if (!end_by_) end_by_ = run_.clock.steady() + run_.bounds.end_for;  // nothing more can be heard of it
  close();
  changed_.notify_all();
}

void ExternalSitting::deaf() {
  const std::scoped_lock lock(mutex_);
  if (handover_.next() != nullptr) give_up("it closed its input");
}

void ExternalSitting::hear_line(std::string_view line) {
  const auto said = read_report(line);
  if (!said) return useless_.add(line, said.error().message);
  Handover::Heard heard;
  {
    const std::scoped_lock lock(mutex_);
    heard = handover_.hear(*said, run_.clock.steady(), stopping(), given_up_.empty() && !ended_);
    // Before the lock goes: once nothing is in its hands, the input may be closed.
    if (heard.again) write(device_line(model::address_of(run_.order.addresses, said->device), *heard.again));
    changed_.notify_all();
  }
  if (!heard.unusable.empty()) useless_.add(line, heard.unusable);
  if (!heard.news) useless_.count(line);
  if (!heard.end) return;
  ++reported_;
  end_device(std::move(*heard.end));
}

void ExternalSitting::end_device(DeviceOutcome outcome) {
  const std::string device = outcome.device;
  outcome.at = run_.clock.utc();
  run_.report(std::move(outcome));
  run_.slots.give_back(device);
}

}  // namespace redrive::agent
