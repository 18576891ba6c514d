// The first part of journey 2, on the thread of whoever asks: failure records -> affected servers -> each agent's plan
// from its own job log -> recorded by the deciding thread. Agents work on their plans side by side.
#include <atomic>
#include <set>
#include <thread>

#include "central/flow/redistribution_flow.h"
#include "central/store/failures.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

// How long an agent may take to read its job log and make a plan; a log of a million devices needs seconds.
constexpr base::Micros kPlanDeadline{30'000'000};
// Agents asked at the same time, each by a thread that waits: those that do not answer must not add up.
constexpr std::size_t kAskedAtOnce = 32;

tl::unexpected<base::Error> pass(const base::Error& error) {
  return tl::unexpected<base::Error>(error);
}

struct Place {
  std::string server, job;
  auto operator<=>(const Place&) const = default;
};

Result<std::vector<Place>> affected(Database& reader, const RedistributionSelection& selection) {
  if (!selection.server.empty()) return std::vector<Place>{{selection.server, selection.job}};
  FailureFilter filter;
  filter.ticket = selection.ticket;
  filter.failure_type = selection.failure_type;
  filter.package = selection.package;
  std::set<Place> places;
  PageRequest page{1000, 0};
  do {
    auto failures = list_failures(reader, filter, page);
    if (!failures) return pass(failures.error());
    for (const auto& failure : failures->items) {
      if (!failure.server.empty()) places.insert({failure.server, failure.job});
    }
    page.after = failures->next;
  } while (page.after != 0);
  if (places.empty())
    return fail(ErrorCode::kNotFound, "no open failure record matches; there is nothing to redistribute");
  return std::vector<Place>(places.begin(), places.end());
}

Result<model::Plan> ask_for_plan(AgentCalls& agents, const Place& place, base::Micros lifetime,
                                 const model::PlanWishes& wishes) {
  auto answer = agents.call(place.server, wire::PlanRequest{place.job, lifetime, wishes}, kPlanDeadline);
  if (!answer) return pass(answer.error());
  auto* reply = std::get_if<wire::PlanReply>(&*answer);
  if (!reply)
    return fail(ErrorCode::kCorrupt, fmt::format("agent '{}' answered something else than a plan", place.server));
  const model::Plan& plan = reply->plan;
  if (plan.server != place.server || (plan.job != place.job && !place.job.empty())) {
    return fail(ErrorCode::kCorrupt, fmt::format("agent '{}' was asked for a plan of {} and made one of {} for '{}'",
                                                 place.server, place.job, plan.job, plan.server));
  }
  if (plan.wishes.exclude != wishes.exclude) {
    return fail(
        ErrorCode::kUnavailable,
        fmt::format("agent '{}' is of an earlier version, which leaves no device out: update it", place.server));
  }
  return std::move(reply->plan);
}

// Calls work(0) … work(count - 1), some at the same time.
template <typename Work>
void side_by_side(std::size_t count, Work work) {
  std::atomic<std::size_t> next{0};
  const auto take = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::jthread> helpers;
  for (std::size_t i = 1; i < std::min(count, kAskedAtOnce); ++i) helpers.emplace_back(take);
  take();
}

// An agent may answer a record without a job with the plan of a job that other records name.
void drop_repeats(std::vector<PlannedRedistribution>& planned) {
  std::set<std::string> seen;
  std::erase_if(planned, [&](const auto& one) { return !one.id.empty() && !seen.insert(one.id).second; });
}

}  // namespace

Result<std::vector<PlannedRedistribution>> plan_redistributions(Database& reader, AgentCalls& agents, Decider& decider,
                                                                const Actor& actor,
                                                                const RedistributionSelection& selection,
                                                                base::Micros plan_lifetime) {
  const auto places = affected(reader, selection);
  if (!places) return pass(places.error());
  std::vector<PlannedRedistribution> planned(places->size());
  std::vector<ErrorCode> codes(places->size());
  side_by_side(places->size(), [&](std::size_t i) {
    const Place& place = (*places)[i];
    auto plan = ask_for_plan(agents, place, plan_lifetime, selection.wishes);
    auto recorded =
        plan ? decider.ask(RecordPlan{actor, *plan, selection.ticket}) : Result<RecordPlan::Reply>(pass(plan.error()));
    if (recorded) {
      planned[i] = {place.server, plan->job, recorded->id, std::move(*plan), ""};
    } else {
      planned[i] = {place.server, place.job, "", {}, recorded.error().message};
      codes[i] = recorded.error().code;
    }
  });
  // With one place asked for, its error is the answer; among several the others go on.
  if (!selection.server.empty() && !planned[0].error.empty()) return fail(codes[0], planned[0].error);
  drop_repeats(planned);
  return planned;
}

}  // namespace redrive::central
