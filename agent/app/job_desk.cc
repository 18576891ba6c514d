#include "agent/app/job_desk.h"

#include "agent/app/run_flow.h"
#include "agent/core/recovery.h"
#include "shared/log/log.h"

namespace redrive::agent {

using base::Result;
using wire::CommandAck;

namespace {
tl::unexpected<base::Error> pass(const base::Error& error) {
  return tl::unexpected<base::Error>(error);
}
}  // namespace

JobDesk::JobDesk(AgentContext& agent, const PlanningPlace& place, std::function<void(std::function<void()>)> later)
    : agent_(agent), place_(place), later_(std::move(later)) {}

void JobDesk::resume_all() {
  auto jobs = list_jobs(place_.state_dir);
  if (!jobs) return log::error("jobs", jobs.error().message);
  for (const auto& job : *jobs) {
    auto opened = open(job);  // cuts a torn tail off before the log is read
    if (!opened) {
      log::error("jobs", fmt::format("{}: {}", job, opened.error().message));
      continue;
    }
    auto record = read_job(place_.state_dir, job);
    if (record && record->open_run()) start_run(job);
  }
}

Result<CommandAck> JobDesk::take(const wire::Distribute& command) {
  auto record = known(command.order.job);
  if (!record) return pass(record.error());
  return settle(command.order.job, admit(command, *record ? &**record : nullptr, place_.server, place_.clock.utc()));
}

Result<CommandAck> JobDesk::take(const wire::RunPlan& command) {
  auto record = known(command.job);
  if (!record) return pass(record.error());
  return settle(command.job, admit(command, *record ? &**record : nullptr, plan_context(place_, base::Micros{0})));
}

Result<CommandAck> JobDesk::take(const wire::CancelJob& command) {
  auto record = known(command.job);
  if (!record) return pass(record.error());
  auto ack = settle(command.job, admit(command, *record ? &**record : nullptr, place_.clock.utc()));
  std::lock_guard lock(mutex_);
  if (const auto found = jobs_.find(command.job); ack && ack->accepted && found != jobs_.end())
    found->second.stop.request_stop();
  return ack;
}

void JobDesk::stop() {
  agent_.stopping = true;
  {
    std::lock_guard lock(mutex_);
    for (auto& [name, job] : jobs_) job.stop.request_stop();
  }
  runs_.stop();
}

JobDesk::Known JobDesk::known(const std::string& job) const {
  auto record = read_job(place_.state_dir, job);
  if (record) return std::optional(std::move(*record));
  if (record.error().code == base::ErrorCode::kNotFound || record.error().code == base::ErrorCode::kInvalid)
    return std::nullopt;
  return pass(record.error());
}

Result<JobDesk::Job*> JobDesk::open(const std::string& job) {
  std::lock_guard lock(mutex_);
  auto [it, fresh] = jobs_.try_emplace(job);
  if (!fresh) return &it->second;
  auto log = JobLog::open(place_.state_dir, job);
  if (!log) {
    jobs_.erase(it);
    return pass(log.error());
  }
  it->second.log = std::move(*log);
  return &it->second;
}

// Journal, answer, act: in this order.
Result<CommandAck> JobDesk::settle(const std::string& job, Admission admission) {
  if (admission.journal) {
    auto opened = open(job);
    if (!opened) return pass(opened.error());
    if (auto journalled = (*opened)->log->append(*admission.journal); !journalled) return pass(journalled.error());
  }
  if (admission.verdict == Verdict::kAccept) start_run(job);
  if (admission.verdict == Verdict::kRefuse) log::warning("jobs", fmt::format("{}: {}", job, admission.ack.why));
  return admission.ack;
}

void JobDesk::start_run(const std::string& job) {
  std::lock_guard lock(mutex_);
  Job& state = jobs_.at(job);
  if (std::exchange(state.running, true)) return;  // the run under way sees what was journalled
  state.stop = std::stop_source();
  runs_.post(
      [this, job, &log = *state.log, stop = state.stop.get_token()] { run_ended(job, carry_run(agent_, log, stop)); });
}

// A run the disk cut short is taken up again; one that ended may have been followed by another order meanwhile.
void JobDesk::run_ended(const std::string& job, const base::Status& carried) {
  {
    std::lock_guard lock(mutex_);
    jobs_.at(job).running = false;
  }
  if (agent_.stopping) return;
  if (!carried) log::error("run", fmt::format("{}: {}; trying again", job, carried.error().message));
  auto record = read_job(place_.state_dir, job);
  if (record && record->open_run()) later_([this, job] { start_run(job); });
}

}  // namespace redrive::agent
