#include "agent/core/admission.h"

#include "shared/base/names.h"

namespace redrive::agent {
namespace {

Admission accept(const std::string& command, LogRecord journal) {
  return {Verdict::kAccept, std::move(journal), {command, true, ""}};
}

Admission refuse(const std::string& command, const JobRecord* known, base::UtcTime now, std::string why) {
  Admission refusal{Verdict::kRefuse, {}, {command, false, why}};
  if (known != nullptr) refusal.journal = CommandRefused{command, std::move(why), now};
  return refusal;
}

// The answer given before, where this command was seen before.
std::optional<Admission> repeated(const std::string& command, const JobRecord* known) {
  if (known == nullptr) return {};
  const auto seen = known->commands.find(command);
  if (seen == known->commands.end()) return {};
  return Admission{Verdict::kRepeat, {}, {command, seen->second.accepted, seen->second.why}};
}

const JobRecord* unless_blank(const JobRecord* known) {
  return known != nullptr && known->blank() ? nullptr : known;
}

// Why the plan may not be run whatever it holds; empty when nothing speaks against it.
std::string hindrance(const wire::RunPlan& command, const JobRecord& known, base::UtcTime now) {
  for (const RunRecord& run : known.runs) {
    if (!run.approval || run.approval->plan.digest != command.digest) continue;
    return fmt::format(
        "this plan already ran as run {} (approved by {} at {}); an approved plan runs once: make a new one", run.run,
        run.approval->approved_by, base::format_rfc3339(run.approval->approved_at));
  }
  if (const auto no = known.commands.find(refusal_of(command.digest)); no != known.commands.end()) {
    return "this plan was refused: " + no->second.why;
  }
  if (now > command.expires_at) {
    return fmt::format("the approval expired at {}; make a new plan and approve that",
                       base::format_rfc3339(command.expires_at));
  }
  if (const RunRecord* open = known.open_run()) {
    return fmt::format("run {} of {} is still in progress; wait for it to end or cancel it", open->run, known.job);
  }
  return {};
}

}  // namespace

Admission admit(const wire::Distribute& command, const JobRecord* known, std::string_view server, base::UtcTime now) {
  known = unless_blank(known);
  if (auto before = repeated(command.command, known)) return *before;
  const model::JobOrder& order = command.order;
  if (known != nullptr) {
    if (!known->order && known->damage.empty()) {
      return refuse(command.command, known, now,
                    fmt::format("{} was cancelled here before its order came; a new job id is needed", order.job));
    }
    if (!known->order || known->order_from_run != 0) {
      return refuse(
          command.command, known, now,
          fmt::format("this server has a job log of {} whose order cannot be read; a new job id is needed", order.job));
    }
    if (*known->order == order) return {Verdict::kRepeat, {}, {command.command, true, ""}};
    return refuse(
        command.command, known, now,
        fmt::format("this server already has another order under {}; a changed job needs a new job id", order.job));
  }
  if (order.server != server) {
    return refuse(command.command, known, now, fmt::format("the order is for {}, this is {}", order.server, server));
  }
  if (auto checked = model::check_order(order); !checked) {
    return refuse(command.command, known, now, "the order is not valid: " + checked.error().message);
  }
  return accept(command.command, OrderReceived{order, now, command.command});
}

Admission admit(const wire::RunPlan& command, const JobRecord* known, PlanContext context, const PlanMaker& make) {
  context.wishes = command.wishes;
  known = unless_blank(known);
  if (auto before = repeated(command.command, known)) return *before;
  if (known == nullptr) {
    return refuse(command.command, known, context.now, fmt::format("this server has no job log of {}", command.job));
  }
  if (std::string why = hindrance(command, *known, context.now); !why.empty()) {
    return refuse(command.command, known, context.now, std::move(why));
  }
  auto plan = make(*known, context);
  if (!plan) return refuse(command.command, known, context.now, plan.error().message);
  if (plan->digest != command.digest) {
    return refuse(
        command.command, known, context.now,
        fmt::format("the plan has changed since it was approved: it is now run {} for {} of {} devices, digest "
                    "{}; look at it again and approve that",
                    plan->run, plan->devices.size(), known->order->devices.size(), plan->digest));
  }
  plan->expires_at = command.expires_at;
  return accept(command.command,
                PlanApproved{std::move(*plan), command.approved_by, command.approved_at, command.command});
}

Admission admit_refusal(const wire::RefusalRequest& request, const JobRecord* known, const PlanContext& context,
                        const PlanMaker& make) {
  const std::string command = refusal_of(request.plan.digest);
  if (auto before = repeated(command, known)) return {Verdict::kRepeat, {}, {command, true, ""}};
  if (known == nullptr) return {Verdict::kRefuse, {}, {command, false, "there is no such job here"}};
  auto plan = make(*known, context);
  if (!plan || plan->digest != request.plan.digest) {
    return {Verdict::kRefuse, {}, {command, false, "the plan has changed since it was shown; nothing of it waits"}};
  }
  return accept(command,
                CommandRefused{command, fmt::format("{} refused it: {}", request.by, request.why), context.now});
}

Admission admit(const wire::CancelJob& command, const JobRecord* known, base::UtcTime now) {
  known = unless_blank(known);
  if (auto before = repeated(command.command, known)) return *before;
  if (known == nullptr) {
    Admission refusal =
        refuse(command.command, known, now, fmt::format("this server has no job log of {}", command.job));
    if (base::check_name("job", command.job)) refusal.journal = CommandRefused{command.command, refusal.ack.why, now};
    return refusal;
  }
  return accept(command.command, CancelTaken{command.command, command.by, now});
}

}  // namespace redrive::agent
