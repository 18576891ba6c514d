// Journey 3: a job is asked for -> resolved and frozen into one order per server -> the orders go out as commands ->
// each agent takes its order into its job log -> its reports come back -> outcomes are kept, failures go to journey 1.
#include <fmt/format.h>

#include <limits>

#include "central/flow/alert_flow.h"
#include "central/flow/commands.h"
#include "central/flow/decider.h"
#include "central/flow/job_orders.h"
#include "central/flow/job_stop.h"
#include "central/flow/no_report.h"
#include "central/flow/record_act.h"
#include "central/flow/redistribution_flow.h"
#include "central/flow/rollout_flow.h"
#include "central/store/jobs.h"
#include "central/store/rollouts.h"
#include "shared/base/names.h"
#include "shared/model/failure_type.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using base::Status;
using Kind = CommandSubject::Kind;

// Numbers of spooled items, which count from 1.
constexpr std::uint64_t kLastNumber = std::numeric_limits<std::int64_t>::max();

tl::unexpected<base::Error> pass(const base::Error& error) {
  return tl::unexpected<base::Error>(error);
}

Status use_packages(const FlowContext& flow, const std::vector<model::PackageRef>& packages) {
  std::vector<std::string> missing;
  for (const auto& package : packages) {
    auto used = flow.use_package(package.digest);
    if (!used && used.error().code != ErrorCode::kNotFound) return fail(ErrorCode::kConflict, used.error().message);
    if (!used) missing.push_back(fmt::format("{} ({})", package.name, package.digest));
  }
  if (missing.empty()) return {};
  return fail(ErrorCode::kConflict, fmt::format("not here yet, send them first: {}", fmt::join(missing, ", ")));
}

Status send_order(FlowContext& flow, JobServerRow share) {
  share.state = "queued";
  if (auto put = put_job_server(flow.db, share); !put) return put;
  const CommandSubject subject{Kind::kDistribute, share.job};
  return queue_command(flow, share.server, subject, wire::Distribute{command_id(subject), share.order});
}

// A report in the form journey 1 takes: whatever its text holds, it must not be lost nor cost the reports beside it.
model::Alert alert_from_agent(const std::string& agent, model::Alert alert) {
  alert.server = agent;  // an agent speaks for its own server only (O2)
  alert.message = model::clean_message(alert.message);
  alert.location = model::clean_line(alert.location, model::kMaxLocation);
  if (auto checked = model::check_alert(alert); !checked) {
    return {alert.id.substr(0, 64),
            alert.occurred_at,
            agent,
            "",
            "",
            "",
            std::string(model::failure_type::kUnknown),
            fmt::format("an alert of this server could not be read: {}\n{}", checked.error().message, alert.message),
            "",
            model::AlertStatus::kFiring,
            ""};
  }
  return alert;
}

// Success of a device that may have failed before, as evidence in journey 1's own stream, so that it is judged after
// the alerts that came before it.
model::Alert evidence_of(const std::string& agent, const wire::OutcomeReport& report) {
  const auto& outcome = report.outcome;
  model::Alert alert;
  alert.id = fmt::format("{}/{}/{}/succeeded", report.job, outcome.device, outcome.run);
  alert.occurred_at = outcome.at;
  alert.server = agent;
  alert.device = outcome.device;
  alert.job = report.job;
  alert.message = fmt::format("succeeded in run {} of {}", outcome.run, report.job);
  alert.status = model::AlertStatus::kResolved;
  return alert;
}

// The agent reports what central had given up: the device is not without report any more, however it ended.
model::Alert no_report_is_over(const std::string& agent, const wire::OutcomeReport& report) {
  model::Alert alert = evidence_of(agent, report);
  alert.id = fmt::format("{}/{}/{}/reported", report.job, report.outcome.device, report.outcome.run);
  alert.failure_type = model::failure_type::kNoReport;
  alert.message = fmt::format("reported after all: {}", model::to_string(report.outcome.state));
  return alert;
}

Status take_outcome(FlowContext& flow, const std::string& agent, const wire::OutcomeReport& report,
                    std::vector<model::Alert>& alerts) {
  model::DeviceOutcome outcome = report.outcome;
  if (!base::check_name("job", report.job) || !base::check_name("device", outcome.device)) {
    ++flow.metrics.frames_rejected;  // no such device can ever be; what comes with it is good
    return {};
  }
  outcome.failure_type = model::clean_text(outcome.failure_type, base::kMaxName);
  outcome.package = model::clean_text(outcome.package, base::kMaxName);
  outcome.message = model::clean_text(outcome.message, model::kMaxMessage);
  flow.reports.reported(agent, report.job, flow.clock.steady());
  const bool succeeded = outcome.state == model::DeviceState::kSucceeded;
  if (!succeeded && outcome.failure_type != model::failure_type::kNoReport) {
    auto before = find_outcome(flow.db, report.job, agent, outcome.device);
    if (!before) return pass(before.error());
    if (*before && stands_in(**before)) alerts.push_back(no_report_is_over(agent, report));
  }
  auto newer = put_outcome(flow.db, report.job, agent, outcome);
  if (!newer) return pass(newer.error());
  if (!*newer || !succeeded) return {};
  // The failure may also stand before it in this very batch.
  const auto of_device = [&](const model::Alert& alert) { return alert.device == outcome.device; };
  const bool needed =
      std::any_of(alerts.begin(), alerts.end(), of_device) || may_have_failed(flow, agent, outcome.device);
  if (needed) alerts.push_back(evidence_of(agent, report));
  return {};
}

// A share is cancelled when its distribution left devices undone, until a later run gets through.
Status take_run_finished(FlowContext& flow, const std::string& agent, const wire::RunFinished& finished) {
  if (finished.run > 1) {
    if (auto recorded = record_run_finished(flow, agent, finished); !recorded) return recorded;
  }
  flow.reports.reported(agent, finished.job, flow.clock.steady());
  auto share = find_job_server(flow.db, finished.job, agent);
  if (!share) return pass(share.error());
  if (!*share) return {};  // central's own record of the job is gone (R2); the agent has it
  JobServerRow row = std::move(**share);
  const bool cancelled = finished.cancelled > 0 && (finished.run <= 1 || row.state == "cancelled");
  row.state = cancelled ? "cancelled" : "finished";
  row.stopping = false;
  row.why = cancelled ? fmt::format("{} devices were left undone", finished.cancelled) : "";
  if (auto counted = count_ends(flow, row); !counted) return counted;
  return put_job_server(flow.db, row);
}

// The agent has refused an order for good: nobody else will say that this server's devices got nothing.
Status order_refused(FlowContext& flow, const std::string& agent, const std::string& job, const std::string& why) {
  model::Alert alert;
  alert.id = fmt::format("{}/{}/refused", job, agent);
  alert.occurred_at = flow.clock.utc();
  alert.server = agent;
  alert.job = job;
  alert.failure_type = model::failure_type::kConfiguration;
  alert.message = model::clean_text("the agent refused the order: " + why, model::kMaxMessage);
  if (auto taken = append_to_inbox(flow, model::AlertSource::kCentral, flow.options.get()->name, {alert}); !taken)
    return pass(taken.error());
  return {};
}

Status order_answered(FlowContext& flow, const std::string& agent, const std::string& job,
                      const wire::CommandAck& ack) {
  auto share = find_job_server(flow.db, job, agent);
  if (!share) return pass(share.error());
  if (!*share || ((*share)->state != "queued" && (*share)->state != "no_report")) return {};
  flow.reports.reported(agent, job, flow.clock.steady());
  JobServerRow row = std::move(**share);
  row.state = ack.accepted ? "accepted" : "refused";
  row.why = model::clean_text(ack.why, model::kMaxMessage);
  if (auto put = put_job_server(flow.db, row); !put) return put;
  return ack.accepted ? Status{} : order_refused(flow, agent, job, row.why);
}

// What the request that made the job was answered.
Result<StartJob::Reply> started_before(FlowContext& flow, const std::string& job) {
  auto rollout = find_rollout_of_job(flow.db, job);
  if (!rollout) return pass(rollout.error());
  return StartJob::Reply{job, true, *rollout ? (*rollout)->id : ""};
}

}  // namespace

// ---- asked for

Result<StartJob::Reply> handle(FlowContext& flow, StartJob& request) {
  if (!request.idempotency_key.empty()) {
    auto known = find_job_by_key(flow.db, request.idempotency_key);
    if (!known) return pass(known.error());
    if (*known) return started_before(flow, (*known)->id);
  }
  if (auto used = use_packages(flow, request.packages); !used) return pass(used.error());
  const std::string job = base::make_id("J-", flow.random);
  auto orders = resolve_orders(request, job, flow.options.get()->inventory);
  if (!orders) return pass(orders.error());
  JobRow row{0, job, request.name, request.actor.name, flow.clock.utc(), request.idempotency_key};
  if (auto put = put_job(flow.db, row); !put) return pass(put.error());
  std::uint64_t devices = 0;
  for (const auto& order : *orders) {
    JobServerRow share{job, order.server, "waiting", order.devices.size(), 0, 0, "", order};
    auto kept = request.waves ? put_job_server(flow.db, share) : send_order(flow, std::move(share));
    if (!kept) return pass(kept.error());
    devices += order.devices.size();
  }
  std::string rollout;
  if (request.waves) {
    auto started = start_rollout(flow, request.actor, row, *orders, *request.waves);
    if (!started) return pass(started.error());
    rollout = *started;
  }
  const std::string detail = fmt::format("'{}': {} packages to {} devices of {} servers", request.name,
                                         request.packages.size(), devices, orders->size());
  if (auto noted = record_act(flow, {request.actor, "distribute", job, detail, "", "queued"}); !noted)
    return pass(noted.error());
  return StartJob::Reply{job, false, rollout};
}

Status send_waiting(FlowContext& flow, const std::string& job, const std::string& server) {
  auto share = find_job_server(flow.db, job, server);
  if (!share) return pass(share.error());
  return *share && (*share)->state == "waiting" ? send_order(flow, std::move(**share)) : Status{};
}

// ---- sent

Result<CommandsFor::Reply> handle(FlowContext& flow, CommandsFor& request) {
  auto rows = commands_for(flow.db, request.agent);
  if (!rows) return pass(rows.error());
  CommandsFor::Reply reply;
  for (auto& row : *rows) reply.commands.push_back({row.id.substr(request.agent.size() + 1), std::move(row.bytes)});
  return reply;
}

// ---- taken or refused by the agent

Result<TakeCommandAck::Reply> handle(FlowContext& flow, TakeCommandAck& request) {
  const wire::CommandAck& ack = request.ack;
  auto subject = parse_command_id(ack.command);
  if (!subject) return pass(subject.error());
  if (auto gone = delete_command(flow.db, request.agent + "/" + ack.command); !gone) return pass(gone.error());
  if (flow.db.changed() == 0) return TakeCommandAck::Reply{};  // a repeat: already answered
  flow.rollouts_due = flow.clock.utc();
  Status done;
  switch (subject->kind) {
    case Kind::kDistribute:
      done = order_answered(flow, request.agent, subject->subject, ack);
      break;
    case Kind::kRunPlan:
      done = record_plan_taken(flow, subject->subject, ack);
      break;
    case Kind::kCancel:
    case Kind::kStopRun:
      done = record_stop_answered(flow, request.agent, *subject, ack);
      break;
  }
  if (!done) return pass(done.error());
  return TakeCommandAck::Reply{};
}

// ---- reported

Result<TakeSpool::Reply> handle(FlowContext& flow, TakeSpool& request) {
  const wire::SpoolBatch& batch = request.batch;
  if (batch.first_number == 0 || batch.first_number > kLastNumber - batch.items.size()) {
    return fail(ErrorCode::kInvalid, fmt::format("spool {} of {}: no item can have the number {}", batch.spool,
                                                 request.agent, batch.first_number));
  }
  auto acked = spool_acked(flow.db, request.agent, batch.spool);
  if (!acked) return pass(acked.error());
  // A gap is no fault: the store may be younger than what the agent was told is safe here, and has forgotten.
  const std::uint64_t last = batch.first_number + batch.items.size() - 1;
  if (batch.items.empty() || last <= *acked) return TakeSpool::Reply{*acked};
  std::vector<model::Alert> alerts;
  for (std::uint64_t number = std::max(batch.first_number, *acked + 1); number <= last; ++number) {
    const wire::SpoolItem& item = batch.items[number - batch.first_number];
    Status taken;
    if (const auto* alert = std::get_if<model::Alert>(&item)) alerts.push_back(alert_from_agent(request.agent, *alert));
    if (const auto* report = std::get_if<wire::OutcomeReport>(&item))
      taken = take_outcome(flow, request.agent, *report, alerts);
    if (const auto* finished = std::get_if<wire::RunFinished>(&item)) {
      taken = take_run_finished(flow, request.agent, *finished);
      flow.rollouts_due = flow.clock.utc();
    }
    if (!taken) return pass(taken.error());
  }
  if (auto appended = append_to_inbox(flow, model::AlertSource::kAgent, request.agent, std::move(alerts)); !appended) {
    return pass(appended.error());
  }
  if (auto put = put_spool_acked(flow.db, request.agent, batch.spool, last); !put) return pass(put.error());
  return TakeSpool::Reply{last};
}

}  // namespace redrive::central
