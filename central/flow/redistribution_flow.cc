// Journey 2: failure records -> affected servers -> each agent's plan from its own job log -> recorded and shown ->
// approved by digest -> sent as a command -> the agent runs it -> its reports clear records, counters and tickets
// (journey 1).
#include "central/flow/redistribution_flow.h"

#include <algorithm>
#include <atomic>
#include <set>

#include "central/core/approval.h"
#include "central/flow/commands.h"
#include "central/flow/flow_context.h"
#include "central/flow/record_act.h"
#include "central/flow/timeline.h"
#include "central/store/jobs.h"
#include "central/store/tickets.h"
#include "shared/base/names.h"

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

Result<RedistributionRow> find(FlowContext& flow, const std::string& id) {
  auto row = find_redistribution(flow.db, id);
  if (!row) return pass(row.error());
  if (!*row) return fail(ErrorCode::kNotFound, fmt::format("no redistribution '{}'", id));
  return std::move(**row);
}

// The tickets that the open records of the plan's devices, and of the server itself, belong to.
std::set<std::string> tickets_of(const FlowContext& flow, const RedistributionRow& row) {
  std::set<std::string> tickets;
  const auto add = [&](const std::string& device) {
    for (const auto& record : flow.triage.failures.of_device(row.server, device)) {
      const model::Failure& failure = record->failure;
      if (failure.job == row.job && !failure.ticket.empty()) tickets.insert(failure.ticket);
    }
  };
  add("");
  for (const auto& planned : row.plan.devices) add(planned.device);
  return tickets;
}

// For every ticket the redistribution may mend, and for the audit; `before` is the state it had.
Status note(FlowContext& flow, const RedistributionRow& row, const Actor& actor, const std::string& what,
            const std::string& text, const std::string& before) {
  auto tickets = tickets_of(flow, row);
  if (!row.ticket.empty()) tickets.insert(row.ticket);
  for (const auto& ticket : tickets) {
    if (auto added = note_on_ticket(flow, {ticket, flow.clock.utc(), what, text, actor.name}); !added) return added;
  }
  return record_act(flow, {actor, what, row.id, text, before, row.state});
}

void choose_ticket(const FlowContext& flow, RedistributionRow& row) {
  if (!row.ticket.empty()) return;
  const auto tickets = tickets_of(flow, row);
  if (!tickets.empty()) row.ticket = *tickets.begin();
}

Status approve(FlowContext& flow, RedistributionRow& row, const Actor& actor, base::UtcTime expires_at) {
  const std::string before = std::exchange(row.state, "approved");
  row.decided_by = actor.name;
  if (auto put = put_redistribution(flow.db, row); !put) return put;
  const CommandSubject run{Kind::kRunPlan, row.id};
  const wire::RunPlan command{command_id(run),  row.job,    row.plan.digest, actor.name,
                              flow.clock.utc(), expires_at, row.plan.wishes};
  if (auto queued = queue_command(flow, row.server, run, command); !queued) return queued;
  return note(flow, row, actor, "approved",
              fmt::format("run {} of {} on {}: {} devices, plan {}", row.plan.run, row.job, row.server,
                          row.plan.devices.size(), row.plan.digest),
              before);
}

Status refuse(FlowContext& flow, RedistributionRow& row, const Actor& actor, const std::string& why) {
  const std::string before = std::exchange(row.state, "refused");
  row.decided_by = actor.name;
  row.why = why;
  if (auto put = put_redistribution(flow.db, row); !put) return put;
  return note(flow, row, actor, "refused", why.empty() ? "no reason given" : why, before);
}

// Told once the commit stands.
void count_end(FlowContext& flow, std::atomic<std::uint64_t>& count) {
  flow.after_commit.emplace_back([&count] { ++count; });
}

}  // namespace

// ---- planned

Result<RecordPlan::Reply> handle(FlowContext& flow, RecordPlan& request) {
  if (auto right = check_plan_is_whole(request.plan); !right) return pass(right.error());
  auto known = find_redistribution_by_digest(flow.db, request.plan.server, request.plan.job, request.plan.digest);
  if (!known) return pass(known.error());
  RedistributionRow row;
  if (*known && (*known)->state == "planned") {
    row = std::move(**known);  // the same plan asked for again: it waits anew
  } else if (*known &&
             ((*known)->state == "scheduled" || (*known)->state == "approved" || (*known)->state == "running")) {
    return fail(ErrorCode::kConflict, fmt::format("this very plan is {} already as {}", (*known)->state, (*known)->id));
  } else {
    row.id = base::make_id("R-", flow.random);
  }
  const std::string before = row.state;
  const auto now = flow.clock.utc();
  row.created_by = asker_of(row, request.actor.name, flow.options.get()->approval, now);
  row.created_at = now;
  row.job = request.plan.job;
  row.server = request.plan.server;
  row.state = "planned";
  row.plan = request.plan;
  if (!request.ticket.empty()) row.ticket = request.ticket;
  choose_ticket(flow, row);
  if (auto put = put_redistribution(flow.db, row); !put) return pass(put.error());
  const auto oldest = row.created_at - flow.options.get()->approval.lifetime;
  if (auto expired = expire_plans(flow.db, oldest, row); !expired) return pass(expired.error());
  if (auto noted = note(flow, row, request.actor, "plan",
                        fmt::format("{} devices of {} on {}", row.plan.devices.size(), row.job, row.server), before);
      !noted) {
    return pass(noted.error());
  }
  return RecordPlan::Reply{row.id};
}

// ---- approved or refused

Result<DecidePlan::Reply> handle(FlowContext& flow, DecidePlan& request) {
  auto row = find(flow, request.redistribution);
  if (!row) return pass(row.error());
  const auto options = flow.options.get();
  auto may = request.approve
                 ? check_may_approve(*row, request.digest, request.actor.name, options->approval, flow.clock.utc())
                 : check_may_refuse(*row);
  if (!may) return pass(may.error());
  flow.rollouts_due = flow.clock.utc();
  auto decided = request.approve ? approve(flow, *row, request.actor, row->plan.expires_at)
                                 : refuse(flow, *row, request.actor, request.why);
  if (!decided) return pass(decided.error());
  return DecidePlan::Reply{};
}

namespace {

// A plan that somebody at its server decides on, and what central knows of it.
struct LocalCase {
  Actor actor;
  RedistributionRow known{};  // its newest; without an id there is none
  std::string why_not{};      // not empty: nobody there may decide on it
};

Result<LocalCase> local_case(FlowContext& flow, const std::string& agent, const std::string& by,
                             const model::Plan& plan, std::string_view what) {
  LocalCase local{{local_approver(by, agent), agent}};
  if (plan.server != agent) local.why_not = fmt::format("an agent may {} for its own server only", what);
  if (auto right = check_plan_is_whole(plan); !right && local.why_not.empty()) local.why_not = right.error().message;
  if (!local.why_not.empty()) return local;
  auto known = find_newest_redistribution(flow.db, plan.server, plan.job, plan.digest);
  if (!known) return pass(known.error());
  if (*known) local.known = std::move(**known);
  return local;
}

RedistributionRow new_row(FlowContext& flow, const model::Plan& plan, const Actor& actor) {
  RedistributionRow row;
  row.id = base::make_id("R-", flow.random);
  row.job = plan.job;
  row.server = plan.server;
  row.plan = plan;
  row.created_at = flow.clock.utc();
  row.created_by = actor.name;
  return row;
}

// Under the rule of two persons: what was meant as an approval is the asking, and waits at central for another one.
Result<AskLocalApproval::Reply> record_asking(FlowContext& flow, const model::Plan& plan, const Actor& actor,
                                              const std::string& why) {
  RecordPlan asking{actor, plan, ""};
  auto recorded = handle(flow, asking);
  if (!recorded) return pass(recorded.error());
  return AskLocalApproval::Reply{
      false, fmt::format("{}: redrive redistributions approve {} {}", why, recorded->id, plan.digest)};
}

}  // namespace

// The agent runs the plan itself once this is granted: no command goes out.
Result<AskLocalApproval::Reply> handle(FlowContext& flow, AskLocalApproval& request) {
  const model::Plan& plan = request.request.plan;
  auto local = local_case(flow, request.agent, request.request.by, plan, "approve");
  if (!local) return pass(local.error());
  if (!local->why_not.empty()) return AskLocalApproval::Reply{false, local->why_not};
  const Actor& actor = local->actor;
  RedistributionRow row = std::move(local->known);
  if (auto why_not = why_not_at_server(row, request.agent)) return AskLocalApproval::Reply{false, *why_not};
  const LocalRuling ruling = rule_of_two_at_server(row, actor.name, flow.options.get()->approval, flow.clock.utc());
  if (ruling.standing == LocalStanding::kRefused) return AskLocalApproval::Reply{false, ruling.why};
  if (ruling.standing == LocalStanding::kNeedsAsking) return record_asking(flow, plan, actor, ruling.why);
  if (row.id.empty() || row.state == "rejected") row = new_row(flow, plan, actor);
  row.plan = plan;
  const std::string before = row.state;
  row.state = "running";
  row.decided_by = actor.name;
  choose_ticket(flow, row);
  if (auto put = put_redistribution(flow.db, row); !put) return pass(put.error());
  if (auto noted = note(flow, row, actor, "approved", "approved at the intermediate server", before); !noted)
    return pass(noted.error());
  return AskLocalApproval::Reply{true, ""};
}

// The agent has journalled it already: here it is only kept, beside the plan, so that nobody approves that one.
Result<RecordLocalRefusal::Reply> handle(FlowContext& flow, RecordLocalRefusal& request) {
  const model::Plan& plan = request.request.plan;
  auto local = local_case(flow, request.agent, request.request.by, plan, "refuse");
  if (!local) return pass(local.error());
  if (!local->why_not.empty()) return RecordLocalRefusal::Reply{false, local->why_not};
  if (local->known.state == "refused") return RecordLocalRefusal::Reply{true, ""};
  const bool waits = !local->known.id.empty() && check_may_refuse(local->known);
  RedistributionRow row = waits ? std::move(local->known) : new_row(flow, plan, local->actor);
  choose_ticket(flow, row);
  const std::string why = model::clean_text(request.request.why, model::kMaxMessage);
  if (auto refused = refuse(flow, row, local->actor, why); !refused) return pass(refused.error());
  return RecordLocalRefusal::Reply{true, ""};
}

// ---- the same for one that waits in a rollout

Status send_scheduled(FlowContext& flow, const std::string& redistribution, const Actor& actor) {
  auto row = find(flow, redistribution);
  if (!row) return pass(row.error());
  if (row->state != "scheduled") return {};
  return approve(flow, *row, actor, flow.clock.utc() + flow.options.get()->approval.lifetime);
}

Status leave_scheduled(FlowContext& flow, const std::string& redistribution, const Actor& actor,
                       const std::string& why) {
  auto row = find(flow, redistribution);
  if (!row) return pass(row.error());
  if (row->state != "scheduled" && row->state != "planned") return {};
  return refuse(flow, *row, actor, why);
}

// ---- run

Status record_plan_taken(FlowContext& flow, const std::string& redistribution, const wire::CommandAck& ack) {
  auto row = find(flow, redistribution);
  if (!row) return pass(row.error());
  if (row->state != "approved" && row->state != "no_report") return {};
  flow.reports.reported(row->server, row->job, flow.clock.steady());
  const std::string before = std::exchange(row->state, ack.accepted ? "running" : "rejected");
  row->why = model::clean_text(ack.why, model::kMaxMessage);
  if (!ack.accepted) count_end(flow, flow.metrics.redistributions_rejected);
  if (auto put = put_redistribution(flow.db, *row); !put) return put;
  const std::string text = ack.accepted ? "the agent has begun" : "the agent did not run it: " + row->why;
  return note(flow, *row, {row->server, row->server}, "run", text, before);
}

// What failed before stays open: nothing proves that this run mended it.
Status record_no_report(FlowContext& flow, const std::string& redistribution, std::string_view why) {
  auto row = find(flow, redistribution);
  if (!row) return pass(row.error());
  const std::string before = std::exchange(row->state, "no_report");
  row->why = fmt::format("no report: {}{}", why, before == "running" ? "" : "; it never took the plan");
  if (auto put = put_redistribution(flow.db, *row); !put) return put;
  return note(flow, *row, {flow.options.get()->name, ""}, "run", row->why, before);
}

Status record_run_finished(FlowContext& flow, const std::string& server, const wire::RunFinished& finished) {
  auto row = find_redistribution_by_digest(flow.db, server, finished.job, finished.plan_digest);
  if (!row) return pass(row.error());
  if (!*row) return {};  // approved at the server while central's record was lost; its outcomes count all the same
  if ((*row)->state == "finished") return {};  // reported again
  const std::string before = std::exchange((*row)->state, "finished");
  (*row)->succeeded = finished.succeeded;
  (*row)->failed = finished.failed;
  (*row)->why = finished.cancelled > 0 ? fmt::format("{} devices were left undone", finished.cancelled) : "";
  const bool good = finished.failed == 0 && finished.cancelled == 0;
  count_end(flow, good ? flow.metrics.redistributions_succeeded : flow.metrics.redistributions_failed);
  if (auto put = put_redistribution(flow.db, **row); !put) return put;
  const std::string text = fmt::format("run {} of {} ended: {} succeeded, {} failed, {} cancelled", finished.run,
                                       finished.job, finished.succeeded, finished.failed, finished.cancelled);
  return note(flow, **row, {server, server}, "run", text, before);
}

}  // namespace redrive::central
