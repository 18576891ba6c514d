#include "agent/app/job_desk.h"

#include "agent/app/run_flow.h"
#include "shared/log/log.h"

namespace redrive::agent {

using base::Micros;
using base::Result;
using wire::CommandAck;

namespace {

constexpr Micros kTryAgain{5'000'000};       // what the disk did not allow
constexpr Micros kLookAtClock{300'000'000};  // while a job waits for its hours: the clock may be set meanwhile

tl::unexpected<base::Error> pass(const base::Error& error) {
  return tl::unexpected<base::Error>(error);
}

}  // namespace

JobDesk::JobDesk(AgentContext& agent, const PlanningPlace& place, Later later)
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
    look_after(job);
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
  std::optional<base::Error> not_now;
  const auto admission =
      admit(command, *record ? &**record : nullptr, plan_context(place_, Micros{0}), making(not_now));
  if (not_now) return pass(*not_now);
  return settle(command.job, admission);
}

// What cannot be planned now, since a tool cannot be had, is no reason to refuse for good.
PlanMaker JobDesk::making(std::optional<base::Error>& not_now) const {
  return [this, &not_now](const JobRecord& record, const PlanContext& context) {
    auto plan = place_.make(record, context);
    if (!plan && plan.error().code == base::ErrorCode::kUnavailable) not_now = plan.error();
    return plan;
  };
}

// A repeat stops nothing: by now another run may be in progress.
Result<CommandAck> JobDesk::take(const wire::CancelJob& command) {
  auto record = known(command.job);
  if (!record) return pass(record.error());
  const auto admission = admit(command, *record ? &**record : nullptr, place_.clock.utc());
  auto ack = settle(command.job, admission);
  std::lock_guard lock(mutex_);
  if (ack && admission.verdict == Verdict::kAccept) jobs_.at(command.job).stop.request_stop();
  return ack;
}

Result<CommandAck> JobDesk::take(const wire::RefusalRequest& request) {
  const std::string& job = request.plan.job;
  auto record = known(job);
  if (!record) return pass(record.error());
  std::optional<base::Error> not_now;
  const auto admission = admit_refusal(request, *record ? &**record : nullptr,
                                       plan_context(place_, Micros{0}, request.plan.wishes), making(not_now));
  if (not_now) return pass(*not_now);
  if (admission.journal) {
    auto journalled = journal(job, *admission.journal);
    look_after(job);
    if (!journalled) return pass(journalled.error());
  }
  return admission.ack;
}

void JobDesk::stop() {
  agent_.stopping = true;
  {
    std::lock_guard lock(mutex_);
    for (auto& [name, job] : jobs_) job.stop.request_stop();
  }
  runs_.stop();
}

std::size_t JobDesk::open_logs() const {
  std::lock_guard lock(mutex_);
  return jobs_.size();
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
  Job& state = jobs_[job];
  if (state.log) return &state;
  auto log = JobLog::open(place_.state_dir, job);
  if (!log) return pass(log.error());
  state.log = std::move(*log);
  return &state;
}

// Journal, answer, act: in this order.
Result<CommandAck> JobDesk::settle(const std::string& job, const Admission& admission) {
  if (admission.journal) {
    const auto journalled = journal(job, *admission.journal);
    if (journalled && admission.verdict == Verdict::kAccept) {
      start_run(job);
    } else {
      look_after(job);
    }
    if (!journalled) return pass(journalled.error());
  }
  if (admission.verdict == Verdict::kRefuse) log::warning("jobs", fmt::format("{}: {}", job, admission.ack.why));
  return admission.ack;
}

base::Status JobDesk::journal(const std::string& job, const LogRecord& record) {
  auto opened = open(job);
  if (!opened) return pass(opened.error());
  auto journalled = (*opened)->log->append(record);
  const bool opens_a_run =
      std::holds_alternative<OrderReceived>(record) || std::holds_alternative<PlanApproved>(record);
  if (journalled && opens_a_run) (*opened)->progress.untouched = true;
  return journalled;
}

void JobDesk::start_run(const std::string& job) {
  if (auto opened = open(job); !opened) {
    log::error("jobs", fmt::format("{}: {}; trying again", job, opened.error().message));
    return later_(kTryAgain, [this, job] { look_after(job); });
  }
  std::lock_guard lock(mutex_);
  Job& state = jobs_.at(job);
  if (std::exchange(state.running, true)) return;  // the run under way sees what was journalled
  state.stop = std::stop_source();
  runs_.post([this, job, &state, stop = state.stop.get_token()] {
    run_ended(job, carry_run(agent_, *state.log, state.progress, stop));
  });
}

// A run that could not go on is taken up again later; one that ended may have been followed by another meanwhile.
void JobDesk::run_ended(const std::string& job, const Result<Micros>& carried) {
  {
    std::lock_guard lock(mutex_);
    jobs_.at(job).running = false;
  }
  if (agent_.stopping) return;
  if (!carried) log::error("run", fmt::format("{}: {}; trying again", job, carried.error().message));
  later_(carried ? std::min(*carried, kLookAtClock) : kTryAgain, [this, job] { look_after(job); });
}

// On the desk's thread: goes on with the job's open run, or closes its log.
void JobDesk::look_after(const std::string& job) {
  {
    std::lock_guard lock(mutex_);
    const auto found = jobs_.find(job);
    if (found == jobs_.end() || found->second.running) return;
  }
  const auto record = known(job);
  if (!record) {
    log::error("jobs", fmt::format("{}: {}; trying again", job, record.error().message));
    return later_(kTryAgain, [this, job] { look_after(job); });
  }
  const bool open = *record && (*record)->open_run() != nullptr;
  {
    std::lock_guard lock(mutex_);
    if (open) jobs_[job].log.reset();  // a log that failed takes nothing more until it is opened anew
    if (!open) jobs_.erase(job);
  }
  if (open) start_run(job);
}

}  // namespace redrive::agent
