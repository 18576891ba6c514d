#include "agent/app/local_approval.h"

namespace redrive::agent {
namespace {

wire::Message refusal(const base::Error& error) {
  return wire::ErrorReply{error.code, error.message};
}

}  // namespace

wire::Message LocalApproval::answer(const wire::Message& request, const std::string& user) const {
  if (const auto* plan = std::get_if<wire::PlanRequest>(&request)) {
    auto made = plan_job(place, plan->job, kPlanLifetime, plan->wishes);
    return made ? wire::Message(wire::PlanReply{std::move(*made)}) : refusal(made.error());
  }
  if (const auto* run = std::get_if<wire::RunPlan>(&request)) {
    auto ack = approve(*run, user);
    return ack ? wire::Message(*ack) : refusal(ack.error());
  }
  if (const auto* no = std::get_if<wire::RefusalRequest>(&request)) {
    auto ack = refuse(*no, user);
    return ack ? wire::Message(*ack) : refusal(ack.error());
  }
  return refusal({base::ErrorCode::kInvalid, "the agent takes plan, run and refusal requests here"});
}

// The plan is made anew, must be the one that was shown, central is asked, and only then is it a command like
// central's.
base::Result<wire::CommandAck> LocalApproval::approve(const wire::RunPlan& request, const std::string& user) const {
  auto plan = plan_job(place, request.job, kPlanLifetime, request.wishes);
  if (!plan) return tl::unexpected<base::Error>(plan.error());
  if (plan->digest != request.digest) {
    return base::fail(base::ErrorCode::kConflict,
                      fmt::format("the plan has changed since it was shown; its digest is now {}", plan->digest));
  }
  auto granted = ask_central({*plan, user});
  if (!granted && !(granted.error().code == base::ErrorCode::kUnavailable && offline_approval())) {
    return base::fail_in("central could not be asked for approval", granted.error());
  }
  if (granted && !granted->granted) return base::fail(base::ErrorCode::kDenied, "central refused: " + granted->why);
  return take(
      {"local/" + plan->digest, plan->job, plan->digest, user, place.clock.utc(), plan->expires_at, plan->wishes});
}

// The job log first: from then on nobody can have this plan run. Central hears of it when it can, and at the latest
// when it sends the plan.
base::Result<wire::CommandAck> LocalApproval::refuse(wire::RefusalRequest request, const std::string& user) const {
  request.by = user;
  request.why = model::clean_text(request.why, model::kMaxMessage);
  if (request.why.empty()) return base::fail(base::ErrorCode::kInvalid, "a refusal needs a reason");
  auto taken = take_refusal(request);
  if (!taken || !taken->accepted) return taken;
  auto told = tell_central(request);
  if (!told) {
    taken->why = "central could not be told: " + told.error().message;
  } else if (!told->granted) {
    taken->why = "central did not record it: " + told->why;
  }
  return taken;
}

}  // namespace redrive::agent
