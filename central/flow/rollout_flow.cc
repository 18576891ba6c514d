// Plans of many servers, recorded -> bound together in waves under one digest -> approved once -> each wave's plans are
// sent when the wave before has ended well -> their ends, as journey 2 and 3 record them, are what the next step looks
// at. Nothing of it is kept in memory: a central that was started again takes the same steps.
#include "central/flow/rollout_flow.h"

#include <fmt/format.h>

#include "central/calendar/working_hours.h"
#include "central/core/approval.h"
#include "central/core/rollout.h"
#include "central/flow/decider.h"
#include "central/flow/job_stop.h"
#include "central/flow/record_act.h"
#include "central/flow/redistribution_flow.h"
#include "central/flow/store_changes.h"
#include "central/store/jobs.h"
#include "shared/base/names.h"
#include "shared/log/log.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using base::Status;

tl::unexpected<base::Error> pass(const base::Error& error) {
  return tl::unexpected<base::Error>(error);
}

Result<RolloutRow> find(FlowContext& flow, const std::string& id) {
  auto row = find_rollout(flow.db, id);
  if (!row) return pass(row.error());
  if (!*row) return fail(ErrorCode::kNotFound, fmt::format("no rollout '{}'", id));
  return std::move(**row);
}

Status record(FlowContext& flow, const Actor& actor, const RolloutRow& row, const std::string& what,
              const std::string& before) {
  return record_act(flow,
                    {actor, what + " rollout", row.id, fmt::format("{}: {}", row.what, row.why), before, row.state});
}

Result<RolloutRow> store_new(FlowContext& flow, const Actor& actor, RolloutRow row,
                             std::vector<RolloutMember> members) {
  const base::UtcTime now = flow.clock.utc();
  if (auto good = check_policy(row.policy, now); !good) return pass(good.error());
  if (auto hours = read_hours(row.policy.hours, row.policy.zone); !hours) return pass(hours.error());
  if (members.empty()) return fail(ErrorCode::kInvalid, "a rollout of no server");
  set_waves(row.policy, members);
  row.id = base::make_id("RO-", flow.random);
  row.created_at = now;
  row.created_by = actor.name;
  row.digest = rollout_digest(row, members);
  row.why = fmt::format("{} server{} in {} wave{}", members.size(), members.size() == 1 ? "" : "s", members.back().wave,
                        members.back().wave == 1 ? "" : "s");
  if (auto put = put_rollout(flow.db, row); !put) return pass(put.error());
  if (auto added = add_members(flow.db, row.id, members); !added) return pass(added.error());
  return row;
}

// The plan waits for its wave, approved with all others.
Status schedule(FlowContext& flow, const RolloutMember& member, const Actor& actor) {
  auto row = find_redistribution(flow.db, member.redistribution);
  if (!row) return pass(row.error());
  if (!*row || (*row)->state != "planned" || (*row)->plan.digest != member.plan_digest) {
    return fail(ErrorCode::kConflict,
                fmt::format("the plan of {} on {} is not what the rollout was made of any more ({}); plan it again",
                            member.job, member.server, *row ? (*row)->state : "gone"));
  }
  (*row)->state = "scheduled";
  (*row)->decided_by = actor.name;
  return put_redistribution(flow.db, **row);
}

Status begin(FlowContext& flow, const RolloutRow& rollout, const RolloutMember& member) {
  if (member.redistribution.empty()) return send_waiting(flow, member.job, member.server);
  return send_scheduled(flow, member.redistribution, {rollout.decided_by, ""});
}

// Of a rollout that ends before their wave has come.
Status leave(FlowContext& flow, const RolloutRow& rollout, const RolloutMember& member) {
  if (has_begun(member) || has_ended(member)) return {};
  if (member.redistribution.empty()) return stop_order(flow, member.job, member.server, "rollout " + rollout.id);
  return leave_scheduled(flow, member.redistribution, {flow.options.get()->name, ""},
                         fmt::format("rollout {} ended before its wave: {}", rollout.id, rollout.why));
}

Status advance(FlowContext& flow, RolloutRow row) {
  auto members = rollout_members(flow.db, row.id);
  if (!members) return pass(members.error());
  const auto hours = read_hours(row.policy.hours, row.policy.zone);
  if (!hours) return pass(hours.error());
  const RolloutStep step = next_step(row, *members, *hours, flow.clock.utc());
  for (const std::size_t i : step.begin) {
    if (auto begun = begin(flow, row, (*members)[i]); !begun) return begun;
  }
  if (step.look_again && (!flow.rollouts_due || *step.look_again < *flow.rollouts_due))
    flow.rollouts_due = step.look_again;
  if (step.state == row.state && step.why == row.why && step.wave_ended == row.wave_ended) return {};
  const std::string before = std::exchange(row.state, step.state);
  row.why = step.why;
  row.wave_ended = step.wave_ended;
  if (row.state == "cancelled") {
    for (const auto& member : *members) {
      if (auto left = leave(flow, row, member); !left) return left;
    }
  }
  if (auto put = put_rollout(flow.db, row); !put) return put;
  return before == row.state && step.begin.empty()
             ? Status{}
             : record(flow, {flow.options.get()->name, ""}, row, "advance", before);
}

// It stops where it is; one that is being cancelled stays so, and is tried again with the next look.
Status put_aside(FlowContext& flow, RolloutRow row, const base::Error& error) {
  log::error("rollouts", fmt::format("{} cannot go on: {}", row.id, error.message));
  const std::string before = row.state;
  if (row.state == "running") row.state = "paused";
  row.why = fmt::format("it cannot go on: {}; resume tries again, or cancel", error.message);
  if (auto put = put_rollout(flow.db, row); !put) return put;
  return before == row.state ? Status{} : record(flow, {flow.options.get()->name, ""}, row, "pause", before);
}

// What one cannot do (a plan that cannot be read, an order no agent takes) costs neither the others nor the decisions
// in this transaction.
Status advance_or_put_aside(FlowContext& flow, const RolloutRow& row) {
  const std::size_t acts = flow.after_commit.size();
  if (auto marked = flow.db.execute("SAVEPOINT rollout"); !marked) return marked;
  if (auto done = advance(flow, row); !done) {
    if (is_of_the_store(done.error())) return done;
    flow.after_commit.resize(acts);
    if (auto undone = flow.db.execute("ROLLBACK TO SAVEPOINT rollout"); !undone) return undone;
    if (auto put = put_aside(flow, row, done.error()); !put) return put;
  }
  return flow.db.execute("RELEASE SAVEPOINT rollout");
}

Status check_may_decide(const FlowContext& flow, const RolloutRow& row, const DecideRollout& request) {
  if (row.state != "planned")
    return fail(ErrorCode::kConflict, fmt::format("rollout {} is {} already", row.id, row.state));
  if (!request.approve) return {};
  RedistributionRow as_one;  // the rules of approval are the same for one plan and for many
  as_one.id = row.id, as_one.state = row.state, as_one.created_at = row.created_at, as_one.created_by = row.created_by;
  as_one.plan.digest = row.digest;
  return check_may_approve(as_one, request.digest, request.actor.name, flow.options.get()->approval, flow.clock.utc());
}

}  // namespace

// ---- planned

Result<RecordRollout::Reply> handle(FlowContext& flow, RecordRollout& request) {
  std::vector<RolloutMember> members;
  for (const auto& id : request.redistributions) {
    auto row = find_redistribution(flow.db, id);
    if (!row) return pass(row.error());
    if (!*row || (*row)->state != "planned")
      return fail(ErrorCode::kConflict, fmt::format("the plan {} does not wait for approval any more; plan again", id));
    members.push_back({(*row)->server, (*row)->job, id, 0, (*row)->plan.devices.size(), (*row)->plan.digest});
  }
  RolloutRow row;
  row.what = request.what;
  row.state = "planned";
  row.policy = request.policy;
  if (auto expired = expire_rollouts(flow.db, flow.clock.utc() - flow.options.get()->approval.lifetime); !expired)
    return pass(expired.error());
  auto stored = store_new(flow, request.actor, std::move(row), std::move(members));
  if (!stored) return pass(stored.error());
  if (auto noted = record(flow, request.actor, *stored, "plan", ""); !noted) return pass(noted.error());
  return RecordRollout::Reply{stored->id, stored->digest};
}

Result<std::string> start_rollout(FlowContext& flow, const Actor& actor, const JobRow& job,
                                  const std::vector<model::JobOrder>& orders, const RolloutPolicy& policy) {
  std::vector<RolloutMember> members;
  for (const auto& order : orders) members.push_back({order.server, order.job, "", 0, order.devices.size(), ""});
  RolloutRow row;
  row.what = fmt::format("job {} '{}'", job.id, job.name);
  row.job = job.id;
  row.state = "running";
  row.decided_by = actor.name;
  row.begun_at = flow.clock.utc();
  row.policy = policy;
  auto stored = store_new(flow, actor, std::move(row), std::move(members));
  if (!stored) return pass(stored.error());
  flow.rollouts_due = flow.clock.utc();
  return stored->id;
}

// ---- approved or refused

Result<DecideRollout::Reply> handle(FlowContext& flow, DecideRollout& request) {
  auto row = find(flow, request.rollout);
  if (!row) return pass(row.error());
  if (auto may = check_may_decide(flow, *row, request); !may) return pass(may.error());
  row->decided_by = request.actor.name;
  row->state = request.approve ? "running" : "refused";
  row->why = request.approve ? "approved by " + request.actor.name : request.why;
  if (request.approve) row->begun_at = flow.clock.utc();
  auto members = rollout_members(flow.db, row->id);
  if (!members) return pass(members.error());
  for (const auto& member : *members) {
    auto done = request.approve
                    ? schedule(flow, member, request.actor)
                    : leave_scheduled(flow, member.redistribution, request.actor, "refused with " + row->id);
    if (!done) return pass(done.error());
  }
  if (auto put = put_rollout(flow.db, *row); !put) return pass(put.error());
  flow.rollouts_due = flow.clock.utc();
  if (auto noted = record(flow, request.actor, *row, request.approve ? "approve" : "refuse", "planned"); !noted)
    return pass(noted.error());
  return DecideRollout::Reply{};
}

// ---- run

Status advance_rollouts(FlowContext& flow) {
  flow.rollouts_due.reset();
  auto rows = active_rollouts(flow.db);
  if (!rows) return pass(rows.error());
  for (const auto& row : *rows) {
    if (auto done = advance_or_put_aside(flow, row); !done) return done;
  }
  return {};
}

// ---- steered

Result<SteerRollout::Reply> handle(FlowContext& flow, SteerRollout& request) {
  auto row = find(flow, request.rollout);
  if (!row) return pass(row.error());
  const std::string before = row->state;
  const auto refuse = [&](const char* what) {
    return fail(ErrorCode::kConflict, fmt::format("rollout {} is {}; only one that {} can be {}", row->id, before, what,
                                                  request.act == RolloutAct::kPause    ? "paused"
                                                  : request.act == RolloutAct::kResume ? "resumed"
                                                                                       : "cancelled"));
  };
  auto members = rollout_members(flow.db, row->id);
  if (!members) return pass(members.error());
  const std::string said = request.why.empty() ? "" : ": " + request.why;
  switch (request.act) {
    case RolloutAct::kPause:
      if (before != "running") return refuse("is running");
      row->state = "paused";
      row->why = fmt::format("paused by {}{}", request.actor.name, said);
      break;
    case RolloutAct::kResume:
      if (before != "paused") return refuse("is paused");
      row->state = "running";
      row->why = fmt::format("resumed by {}{}", request.actor.name, said);
      row->excused = count(*members).failed;
      break;
    case RolloutAct::kCancel:
      if (before != "running" && before != "paused") return refuse("is running or paused");
      row->state = "cancelling";
      row->why = fmt::format("cancelled by {}{}", request.actor.name, said);
      for (const auto& member : *members) {
        if (!has_begun(member) || has_ended(member)) continue;
        auto stopped = member.redistribution.empty()
                           ? stop_order(flow, member.job, member.server, request.actor.name)
                           : stop_redistribution(flow, member.redistribution, request.actor.name);
        if (!stopped) return pass(stopped.error());
      }
      break;
  }
  if (auto put = put_rollout(flow.db, *row); !put) return pass(put.error());
  flow.rollouts_due = flow.clock.utc();
  const char* words[] = {"pause", "resume", "cancel"};
  if (auto noted = record(flow, request.actor, *row, words[static_cast<int>(request.act)], before); !noted)
    return pass(noted.error());
  return SteerRollout::Reply{};
}

}  // namespace redrive::central
