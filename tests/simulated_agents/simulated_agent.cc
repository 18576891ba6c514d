#include "tests/simulated_agents/simulated_agent.h"

#include "agent/core/json_view.h"
#include "agent/core/planner.h"

namespace redrive::simulated {

using agent::Admission;
using agent::JobRecord;

namespace {

// Every package is here already.
agent::PlanContext plan_context(const std::string& server, const base::Clock& clock, base::Micros lifetime) {
  return {server, clock.utc(), lifetime, [](const model::PackageRef&) { return true; }};
}

wire::Message no_such_job(const std::string& job) {
  return wire::ErrorReply{base::ErrorCode::kNotFound, fmt::format("this server has no job log of {}", job)};
}

}  // namespace

SimulatedAgent::SimulatedAgent(Surroundings& around, const World& world, const Server& server, base::Micros work,
                               Dial dial, std::function<void()> due)
    : around_(around),
      world_(world),
      server_(server),
      work_(work),
      spool_("S-" + server.name),
      line_(around, server.name,
            {std::move(dial),
             [this] {
               sending_ = false;
               send_spool();
             },
             [this](wire::Envelope envelope) { take(std::move(envelope)); }, std::move(due)}) {}

SimulatedAgent::~SimulatedAgent() {
  around_.loop.cancel(spool_timer_);
  for (const auto& [job, timer] : working_) around_.loop.cancel(timer);
}

void SimulatedAgent::restart() {
  line_.vanish();
  for (const auto& [job, timer] : working_) around_.loop.cancel(timer);
  around_.counters.open_runs -= working_.size();
  working_.clear();
  for (const auto& job : logs_.jobs()) carry(job);
  line_.dial();
}

// ---- what central says

void SimulatedAgent::take(wire::Envelope envelope) {
  auto& message = envelope.message;
  if (const auto* order = std::get_if<wire::Distribute>(&message)) {
    take_command(order->order.job, *order);
  } else if (const auto* plan = std::get_if<wire::RunPlan>(&message)) {
    take_command(plan->job, *plan);
  } else if (const auto* cancel = std::get_if<wire::CancelJob>(&message)) {
    take_command(cancel->job, *cancel);
  } else if (const auto* dump = std::get_if<wire::DumpRequest>(&message)) {
    line_.send({0, envelope.id, reply(*dump)});
  } else if (const auto* wanted = std::get_if<wire::PlanRequest>(&message)) {
    line_.send({0, envelope.id, reply(*wanted)});
  } else if (const auto* ack = std::get_if<wire::SpoolAck>(&message)) {
    take_ack(*ack);
  }
}

// Journal, answer, act: in this order.
template <typename Command>
void SimulatedAgent::take_command(const std::string& job, const Command& command) {
  const auto known = logs_.read(job);
  const Admission admission = judge(command, known ? &*known : nullptr);
  auto& counters = around_.counters;
  if (admission.verdict == agent::Verdict::kRefuse) ++counters.commands_refused;
  if (admission.verdict == agent::Verdict::kRepeat) ++counters.commands_repeated;
  if (admission.journal) logs_.append(job, *admission.journal);
  line_.send({0, 0, admission.ack});
  if (admission.verdict != agent::Verdict::kAccept) return;
  counters.orders += std::is_same_v<Command, wire::Distribute>;
  counters.plans_run += std::is_same_v<Command, wire::RunPlan>;
  counters.cancels += std::is_same_v<Command, wire::CancelJob>;
  if (!working_.contains(job)) carry(job);
}

Admission SimulatedAgent::judge(const wire::Distribute& command, const JobRecord* known) const {
  return agent::admit(command, known, server_.name, around_.clock.utc());
}

Admission SimulatedAgent::judge(const wire::RunPlan& command, const JobRecord* known) const {
  return agent::admit(command, known, plan_context(server_.name, around_.clock, {}));
}

Admission SimulatedAgent::judge(const wire::CancelJob& command, const JobRecord* known) const {
  return agent::admit(command, known, around_.clock.utc());
}

wire::Message SimulatedAgent::reply(const wire::DumpRequest& request) const {
  ++around_.counters.questions;
  auto record = logs_.read(request.job);
  if (!record) return no_such_job(request.job);
  return agent::dump_of(std::move(*record), server_.name);
}

wire::Message SimulatedAgent::reply(const wire::PlanRequest& request) const {
  ++around_.counters.questions;
  const auto record = logs_.read(request.job);
  if (!record) return no_such_job(request.job);
  auto plan = agent::make_plan(*record, plan_context(server_.name, around_.clock, request.lifetime));
  if (!plan) return wire::ErrorReply{plan.error().code, plan.error().message};
  return wire::PlanReply{std::move(*plan)};
}

// ---- what central is told

void SimulatedAgent::put(wire::SpoolItem item) {
  spool_.put(std::move(item));
  ++around_.counters.unacknowledged;
}

void SimulatedAgent::take_ack(const wire::SpoolAck& ack) {
  const auto forgotten = spool_.acknowledged(ack);
  if (forgotten == 0) return;  // a batch sent twice; sending for it again would double for ever
  around_.counters.unacknowledged -= forgotten;
  sending_ = false;
  send_spool();
}

// One batch at a time, again until it is acknowledged.
void SimulatedAgent::send_spool() {
  if (sending_ || !line_.is_ready() || spool_.waiting() == 0) return;
  around_.loop.cancel(spool_timer_);
  sending_ = true;
  ++around_.counters.batches;
  line_.send({0, 0, spool_.batch()});
  spool_timer_ = around_.loop.after(around_.spool_again, [this] {
    ++around_.counters.batches_repeated;
    sending_ = false;
    send_spool();
  });
}

}  // namespace redrive::simulated
