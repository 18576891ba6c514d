// A job is to stop -> what no agent is known to have is withdrawn and has ended -> agents that have it are told -> it
// ends with the report of the run, or with the agent's word that it knows nothing of it. Agents are told of what was
// withdrawn too: it may have been sent before. They keep that word and take no order of that job afterwards; a run that
// slips through all the same is stopped, and its report corrects what stands here.
#include "central/flow/job_stop.h"

#include "central/flow/decider.h"
#include "central/flow/record_act.h"
#include "central/store/jobs.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using base::Status;
using Kind = CommandSubject::Kind;

tl::unexpected<base::Error> pass(const base::Error& error) {
  return tl::unexpected<base::Error>(error);
}

Status tell(FlowContext& flow, const std::string& agent, const CommandSubject& subject, const std::string& job,
            const std::string& by) {
  return queue_command(flow, agent, subject, wire::CancelJob{command_id(subject), job, by});
}

// True when there was something to stop.
Result<bool> stop_share(FlowContext& flow, JobServerRow share, const std::string& by) {
  if (share.state == "waiting") {
    share.state = "cancelled";
    share.why = "cancelled by " + by + " before its wave";
    if (auto put = put_job_server(flow.db, share); !put) return pass(put.error());
    return true;
  }
  if (share.state != "queued" && share.state != "accepted" && share.state != "no_report") return false;
  if (auto gone = withdraw_command(flow, share.server, {Kind::kDistribute, share.job}); !gone)
    return pass(gone.error());
  const bool taken = flow.db.changed() == 0;
  share.stopping = taken;
  if (!taken) share.state = "cancelled";
  share.why = taken ? "being cancelled by " + by : "cancelled by " + by + " before the agent took it";
  if (auto put = put_job_server(flow.db, share); !put) return pass(put.error());
  if (auto told = tell(flow, share.server, {Kind::kCancel, share.job}, share.job, by); !told) return pass(told.error());
  return true;
}

Status stop_run(FlowContext& flow, RedistributionRow run, const std::string& by) {
  const bool taken = run.state == "running", waited = run.state == "scheduled";
  if (!taken) {
    if (auto gone = withdraw_command(flow, run.server, {Kind::kRunPlan, run.id}); !gone) return gone;
    run.state = "refused";
  }
  run.why = taken ? "being cancelled by " + by : "cancelled by " + by + " before the agent took it";
  if (auto put = put_redistribution(flow.db, run); !put) return put;
  if (waited) return {};  // no agent has heard of it
  return tell(flow, run.server, {Kind::kStopRun, run.id}, run.job, by);
}

// How many servers stand how, for the audit trail: "2 accepted, 1 queued".
std::string standing(const std::vector<JobServerRow>& shares, std::size_t runs_stopped) {
  std::map<std::string, int> states;
  for (const auto& share : shares) ++states[share.state];
  std::vector<std::string> words;
  for (const auto& [state, count] : states) words.push_back(fmt::format("{} {}", count, state));
  if (runs_stopped > 0) words.push_back(fmt::format("{} runs being stopped", runs_stopped));
  return fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace

Result<StopJob::Reply> handle(FlowContext& flow, StopJob& request) {
  auto shares = job_servers(flow.db, request.job);
  if (!shares) return pass(shares.error());
  auto runs = running_redistributions(flow.db, request.job);
  if (!runs) return pass(runs.error());
  if (shares->empty() && runs->empty()) return fail(ErrorCode::kNotFound, fmt::format("no job '{}'", request.job));
  const std::string before = standing(*shares, 0);
  bool any = !runs->empty();
  for (auto& share : *shares) {
    any = any || share.state == "cancelled";  // asked again: what was to happen has happened
    auto stopped = stop_share(flow, std::move(share), request.actor.name);
    if (!stopped) return pass(stopped.error());
    any = any || *stopped;
  }
  for (auto& run : *runs) {
    if (auto stopped = stop_run(flow, std::move(run), request.actor.name); !stopped) return pass(stopped.error());
  }
  if (!any) return fail(ErrorCode::kConflict, fmt::format("job {} has ended; there is nothing to cancel", request.job));
  auto stopped = job_servers(flow.db, request.job);
  if (!stopped) return pass(stopped.error());
  flow.rollouts_due = flow.clock.utc();
  const RecordAct act{request.actor, "cancel job", request.job, "", before, standing(*stopped, runs->size())};
  if (auto noted = record_act(flow, act); !noted) return pass(noted.error());
  return StopJob::Reply{};
}

Status stop_order(FlowContext& flow, const std::string& job, const std::string& server, const std::string& by) {
  auto share = find_job_server(flow.db, job, server);
  if (!share) return pass(share.error());
  if (!*share) return {};
  auto stopped = stop_share(flow, std::move(**share), by);
  return stopped ? Status{} : pass(stopped.error());
}

Status stop_redistribution(FlowContext& flow, const std::string& id, const std::string& by) {
  auto run = find_redistribution(flow.db, id);
  if (!run) return pass(run.error());
  if (!*run || ((*run)->state != "approved" && (*run)->state != "running")) return {};
  return stop_run(flow, std::move(**run), by);
}

Status record_stop_answered(FlowContext& flow, const std::string& agent, const CommandSubject& subject,
                            const wire::CommandAck& ack) {
  if (ack.accepted) return {};  // the report of the run's end says how far it came
  const std::string why = "the agent has nothing to stop: " + model::clean_text(ack.why, model::kMaxMessage);
  if (subject.kind == Kind::kCancel) {
    auto share = find_job_server(flow.db, subject.subject, agent);
    if (!share) return pass(share.error());
    if (!*share || ((*share)->state != "accepted" && (*share)->state != "no_report")) return {};
    (*share)->state = "cancelled";
    (*share)->stopping = false;
    (*share)->why = why;
    return put_job_server(flow.db, **share);
  }
  auto run = find_redistribution(flow.db, subject.subject);
  if (!run) return pass(run.error());
  if (!*run || (*run)->server != agent || (*run)->state != "running") return {};
  (*run)->state = "rejected";
  (*run)->why = why;
  return put_redistribution(flow.db, **run);
}

}  // namespace redrive::central
