// The first part of journey 2, on the thread of whoever asks: failure records -> affected servers -> each agent's plan
// from its own job log -> recorded by the deciding thread. Agents work on their plans side by side.
#include <future>
#include <map>
#include <set>

#include "central/flow/plan_tools.h"
#include "central/flow/redistribution_flow.h"
#include "central/store/failures.h"
#include "shared/config/central_options.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

constexpr std::size_t kMostNamed = 10;  // of what was chosen wrongly

// How long agents may take to read their job logs and make plans; a log of a million devices needs seconds.
constexpr base::Micros kPlanDeadline{30'000'000};
// Agents asked at the same time: those that do not answer must not add up, nor must the answers flood us. The plans are
// recorded in as few transactions, and leave room for others in the deciding thread's queue.
constexpr std::size_t kAskedAtOnce = 500;

tl::unexpected<base::Error> pass(const base::Error& error) {
  return tl::unexpected<base::Error>(error);
}

struct Place {
  std::string server, job;
  std::vector<std::string> only{};  // devices; none: all that are left to do
  auto operator<=>(const Place&) const = default;
};

// Of a failure that is not open.
Result<std::string> what_became_of(Database& reader, const ChosenDevice& chosen) {
  FailureFilter filter;
  filter.server = chosen.server, filter.job = chosen.job, filter.device = chosen.device;
  const auto cleared = list_cleared_failures(reader, filter, {1, 0});
  if (!cleared) return pass(cleared.error());
  const auto what = fmt::format("no failure of {} in {} on {} is ", chosen.device, chosen.job, chosen.server);
  if (cleared->items.empty()) return what + "known";
  return what + "open any more: it was cleared at " + base::format_rfc3339(cleared->items[0].cleared_at);
}

// Everything that is not open is told, and nothing planned then: what somebody saw is what is to be done, or they look
// again.
base::Status check_open(Database& reader, const std::vector<ChosenDevice>& chosen) {
  std::vector<std::string> wrong;
  for (std::size_t i = 0; i < chosen.size() && wrong.size() < kMostNamed; ++i) {
    const auto& [server, job, device] = chosen[i];
    const auto open = device.empty() ? true : is_open(reader, server, device, job);
    if (!open) return pass(open.error());
    if (*open) continue;
    const auto became = what_became_of(reader, chosen[i]);
    if (!became) return pass(became.error());
    wrong.push_back(fmt::format("chosen[{}]: {}", i, *became));
  }
  if (wrong.empty()) return {};
  return fail(ErrorCode::kNotFound, fmt::format("{}", fmt::join(wrong, "; ")));
}

Result<std::vector<Place>> places_of(Database& reader, const std::vector<ChosenDevice>& chosen) {
  if (auto good = check_open(reader, chosen); !good) return pass(good.error());
  std::map<Place, std::vector<std::string>> devices_at;
  for (const auto& [server, job, device] : chosen) devices_at[{server, job}].push_back(device);
  std::vector<Place> places;
  for (auto& [place, devices] : devices_at) {
    if (std::ranges::find(devices, "") != devices.end()) devices.clear();  // all of it was chosen
    auto only = model::checked_patterns(std::move(devices));
    if (!only) return base::fail_in(fmt::format("chosen of {} on {}", place.job, place.server), only.error());
    places.push_back({place.server, place.job, *std::move(only)});
  }
  return places;
}

Result<std::vector<Place>> affected(Database& reader, const RedistributionSelection& selection) {
  if (!selection.server.empty()) return std::vector<Place>{{selection.server, selection.job}};
  if (!selection.chosen.empty()) return places_of(reader, selection.chosen);
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

std::string maker(const std::string& manifest) {
  return manifest.empty() ? "its own planner" : "tool " + model::tool_version(manifest);
}

Result<model::Plan> plan_in(AgentCalls::Answer answer, const Place& place, const model::PlanWishes& wishes) {
  if (!answer) return pass(answer.error());
  auto* reply = std::get_if<wire::PlanReply>(&*answer);
  if (!reply)
    return fail(ErrorCode::kCorrupt, fmt::format("agent '{}' answered something else than a plan", place.server));
  const model::Plan& plan = reply->plan;
  if (plan.server != place.server || (plan.job != place.job && !place.job.empty())) {
    return fail(ErrorCode::kCorrupt, fmt::format("agent '{}' was asked for a plan of {} and made one of {} for '{}'",
                                                 place.server, place.job, plan.job, plan.server));
  }
  if (plan.wishes.exclude != wishes.exclude || plan.wishes.only != wishes.only) {
    return fail(
        ErrorCode::kUnavailable,
        fmt::format("agent '{}' is of an earlier version, which does not heed what devices are asked for: update it",
                    place.server));
  }
  if (plan.wishes.tool != wishes.tool) {
    return fail(ErrorCode::kUnavailable,
                fmt::format("agent '{}' was asked for a plan made by {} and gave one made by {}", place.server,
                            maker(wishes.tool), maker(plan.wishes.tool)));
  }
  return std::move(reply->plan);
}

// What all agents are asked.
struct Question {
  model::PlanWishes wishes;
  const PlanTools& tools;
  base::Micros lifetime, deadline;
};

std::vector<Result<model::Plan>> ask_for_plans(AgentCalls& agents, std::span<const Place> places,
                                               const Question& question) {
  std::vector<Result<ToolChoice>> choices;
  std::vector<AgentCall> calls;
  for (const auto& place : places) {
    choices.push_back(question.tools.of(place.server));
    if (!choices.back()) continue;
    model::PlanWishes wishes = question.wishes;
    wishes.tool = choices.back()->manifest;
    if (!place.only.empty()) wishes.only = place.only;
    calls.push_back({place.server, wire::PlanRequest{place.job, question.lifetime, std::move(wishes)}});
  }
  auto answers = agents.call_all(calls, question.deadline);
  std::vector<Result<model::Plan>> plans;
  for (std::size_t i = 0, asked = 0; i < places.size(); ++i) {
    if (!choices[i]) {
      plans.push_back(pass(choices[i].error()));
      continue;
    }
    const auto& wishes = std::get<wire::PlanRequest>(calls[asked].request).wishes;
    plans.push_back(plan_in(std::move(answers[asked]), places[i], wishes));
    if (plans.back()) note_own_planner(*plans.back(), *choices[i]);
    ++asked;
  }
  return plans;
}

using Recorded = Result<RecordPlan::Reply>;

// All in the queue before the first is waited for: they share a commit.
std::vector<Recorded> record_all(Decider& decider, const Actor& actor, const std::string& ticket,
                                 const std::vector<Result<model::Plan>>& plans) {
  std::vector<std::future<Recorded>> waiting;
  for (const auto& plan : plans) {
    auto promise = std::make_shared<std::promise<Recorded>>();
    waiting.push_back(promise->get_future());
    if (!plan) {
      promise->set_value(pass(plan.error()));
    } else if (!decider.post(RecordPlan{actor, *plan, ticket},
                             [promise](Recorded recorded) { promise->set_value(std::move(recorded)); })) {
      promise->set_value(fail(ErrorCode::kUnavailable, "central is busy; try again in a moment"));
    }
  }
  std::vector<Recorded> recorded;
  for (auto& one : waiting) recorded.push_back(one.get());
  return recorded;
}

// An agent may answer a record without a job with the plan of a job that other records name.
void drop_repeats(std::vector<PlannedRedistribution>& planned) {
  std::set<std::string> seen;
  std::erase_if(planned, [&](const auto& one) { return !one.id.empty() && !seen.insert(one.id).second; });
}

}  // namespace

Result<model::Plan> preview_plan(AgentCalls& agents, const PlanTools& tools, const std::string& server,
                                 const std::string& job, model::PlanWishes wishes, base::Micros lifetime,
                                 base::Micros deadline) {
  const Place place{server, job};
  return std::move(ask_for_plans(agents, {&place, 1}, {std::move(wishes), tools, lifetime, deadline}).front());
}

Result<std::vector<PlannedRedistribution>> plan_redistributions(Database& reader, AgentCalls& agents, Decider& decider,
                                                                const Actor& actor,
                                                                const RedistributionSelection& selection,
                                                                const config::CentralOptions& options) {
  const auto tools = PlanTools::find(reader, agents, selection.tool, options.tool_keys);
  if (!tools) return pass(tools.error());
  const auto places = affected(reader, selection);
  if (!places) return pass(places.error());
  const Question question{selection.wishes, *tools, options.approval.lifetime, kPlanDeadline};
  std::vector<PlannedRedistribution> planned;
  for (std::size_t begin = 0; begin < places->size(); begin += kAskedAtOnce) {
    const auto asked = std::span(*places).subspan(begin, std::min(kAskedAtOnce, places->size() - begin));
    auto plans = ask_for_plans(agents, asked, question);
    const auto recorded = record_all(decider, actor, selection.ticket, plans);
    for (std::size_t i = 0; i < asked.size(); ++i) {
      if (recorded[i]) {
        planned.push_back({asked[i].server, plans[i]->job, recorded[i]->id, std::move(*plans[i]), ""});
        continue;
      }
      // With one place asked for, its error is the answer; among several the others go on.
      if (!selection.server.empty()) return pass(recorded[i].error());
      planned.push_back({asked[i].server, asked[i].job, "", {}, recorded[i].error().message});
    }
  }
  drop_repeats(planned);
  return planned;
}

}  // namespace redrive::central
