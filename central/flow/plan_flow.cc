// A ticket is said to be mended -> plans are wanted -> the planner asks the agents (redistribution_plan.cc records what
// they answer) -> the ticket's timeline says what waits for approval, or why there is nothing. An agent that does not
// answer is asked again for a day.
#include "central/flow/plan_flow.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "central/flow/decider.h"
#include "central/flow/redistribution_flow.h"
#include "central/flow/store_changes.h"
#include "central/flow/timeline.h"
#include "central/store/tickets.h"

namespace redrive::central {
namespace {

using base::Result;
using base::Status;

constexpr std::uint32_t kMostAttempts = 50;  // about a day

Status note(FlowContext& flow, const std::string& ticket, const std::string& text) {
  return note_on_ticket(flow, {ticket, flow.clock.utc(), "plan", text, "redrive"});
}

// Of the same trouble only its beginning and its end are told.
Status try_later(FlowContext& flow, PlansWanted wanted, const std::string& why) {
  ++wanted.attempts;
  if (wanted.attempts >= kMostAttempts) {
    if (auto noted = note(flow, wanted.ticket,
                          fmt::format("no plan after {} attempts, {}; then: redrive redistribute --ticket {}",
                                      wanted.attempts, why, wanted.ticket));
        !noted)
      return noted;
    return delete_plans_wanted(flow.db, wanted.ticket);
  }
  wanted.next_at = flow.clock.utc() + session::backoff_wait(kAskAgain, wanted.attempts, flow.random);
  if (wanted.attempts == 1) {
    if (auto noted = note(flow, wanted.ticket, fmt::format("no plan yet, it is tried again: {}", why)); !noted)
      return noted;
  }
  return put_plans_wanted(flow.db, wanted);
}

Status record(FlowContext& flow, PlansAnswered& answer) {
  const auto wanted = find_plans_wanted(flow.db, answer.wanted.ticket);
  if (!wanted) return tl::unexpected<base::Error>(wanted.error());
  if (!*wanted || **wanted != answer.wanted) return {};  // asked for anew meanwhile, or no more
  const std::string& ticket = answer.wanted.ticket;
  if (answer.error) {
    if (answer.error->code != base::ErrorCode::kNotFound) return try_later(flow, answer.wanted, answer.error->message);
    if (auto noted = note(flow, ticket, "nothing is to be done again: " + answer.error->message); !noted) return noted;
    return delete_plans_wanted(flow.db, ticket);
  }
  std::vector<std::string> missing;
  const auto told = timeline(flow.db, ticket);
  if (!told) return tl::unexpected<base::Error>(told.error());
  for (const auto& one : answer.planned) {
    if (!one.error.empty()) {
      missing.push_back(fmt::format("{}: {}", one.server, one.error));
      continue;
    }
    const auto text = fmt::format("{} waits for approval: {} devices of {} on {}", one.id, one.plan.devices.size(),
                                  one.job, one.server);
    if (std::ranges::any_of(*told, [&](const auto& entry) { return entry.text == text; })) continue;
    if (auto noted = note(flow, ticket, text); !noted) return noted;
  }
  if (!missing.empty()) return try_later(flow, answer.wanted, fmt::format("{}", fmt::join(missing, "; ")));
  return delete_plans_wanted(flow.db, ticket);
}

}  // namespace

Status want_plans(FlowContext& flow, const std::string& ticket, const std::string& by) {
  flow.after_commit.emplace_back([&flow] { flow.plans_waiting(); });
  return put_plans_wanted(flow.db, {ticket, by, 0, flow.clock.utc()});
}

Result<NextPlans::Reply> handle(FlowContext& flow, NextPlans&) {
  auto next = next_plans_wanted(flow.db);
  if (auto read = as_store_error(next ? Status{} : tl::unexpected<base::Error>(next.error())); !read)
    return tl::unexpected<base::Error>(read.error());
  return NextPlans::Reply{std::move(*next)};
}

Result<PlansAnswered::Reply> handle(FlowContext& flow, PlansAnswered& request) {
  if (auto done = as_store_error(record(flow, request)); !done) return tl::unexpected<base::Error>(done.error());
  return PlansAnswered::Reply{};
}

}  // namespace redrive::central
