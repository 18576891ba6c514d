// Where commands are taken: decided upon, journalled, answered, then acted on (GRAMMAR.md: every command is
// acknowledged only when it is in the job log).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>

#include "agent/app/context.h"
#include "agent/app/planning.h"
#include "agent/app/run_recorder.h"
#include "agent/app/worker_pool.h"
#include "agent/core/admission.h"
#include "agent/joblog/job_log.h"

namespace redrive::agent {

// take() is called on one thread (the desk's); resume_all before any take; stop from any thread.
class JobDesk {
 public:
  // Runs carried at the same time; further ones wait their turn.
  static constexpr std::size_t kRuns = 4;

  // Runs its function on the desk's thread after a while.
  using Later = std::function<void(base::Micros, std::function<void()>)>;

  JobDesk(AgentContext& agent, const PlanningPlace& place, Later later);
  ~JobDesk() { stop(); }

  void resume_all();  // go on with every run that was open when the agent ended

  // The acknowledgement, or an error when the command could not be journalled and must be tried again.
  base::Result<wire::CommandAck> take(const wire::Distribute& command);
  base::Result<wire::CommandAck> take(const wire::RunPlan& command);
  base::Result<wire::CommandAck> take(const wire::CancelJob& command);
  // A person at this server refuses the plan.
  base::Result<wire::CommandAck> take(const wire::RefusalRequest& request);

  void stop();  // cuts runs off (they go on at the next start) and waits for them

  std::size_t open_logs() const;  // jobs being worked on; the others' logs are closed

 private:
  struct Job {
    std::unique_ptr<JobLog> log;  // used by the desk's thread and the run's
    RunProgress progress;         // the run's while it is running
    std::stop_source stop;
    bool running = false;
  };
  using Known = base::Result<std::optional<JobRecord>>;

  Known known(const std::string& job) const;
  PlanMaker making(std::optional<base::Error>& not_now) const;
  base::Result<Job*> open(const std::string& job);
  base::Result<wire::CommandAck> settle(const std::string& job, const Admission& admission);
  base::Status journal(const std::string& job, const LogRecord& record);
  void start_run(const std::string& job);
  void run_ended(const std::string& job, const base::Result<base::Micros>& carried);
  void look_after(const std::string& job);

  AgentContext& agent_;
  const PlanningPlace& place_;
  Later later_;
  mutable std::mutex mutex_;         // guards jobs_; only the desk's thread adds and removes
  std::map<std::string, Job> jobs_;  // those being worked on
  WorkerPool runs_{kRuns};
};

}  // namespace redrive::agent
