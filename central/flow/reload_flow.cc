// A reloaded configuration put into force: audited -> committed -> swapped between two transactions, so that a batch is
// decided under one configuration. What is decided next reads the state anew under it (follow_options): held tickets
// are held by the new rules, configured outages that are gone have ended.
#include "central/core/rules.h"
#include "central/flow/decider.h"
#include "central/flow/flow_context.h"
#include "central/flow/record_act.h"
#include "central/flow/store_changes.h"
#include "central/store/outages.h"

namespace redrive::central {
namespace {

constexpr base::Micros kKeptCounts = std::chrono::hours(24 * 400);

}  // namespace

base::Result<Reload::Reply> handle(FlowContext& flow, Reload& request) {
  const auto& file = request.rules->options->file;
  auto noted =
      as_store_error(record_act(flow, {request.actor, "reload configuration", file.string(), request.change, "", ""}));
  if (!noted) return tl::unexpected(noted.error());
  // Of outages that are gone for good; nobody asks for more.
  if (auto done = as_store_error(forget_outage_counts(flow.db, flow.clock.utc() - kKeptCounts)); !done)
    return tl::unexpected(done.error());
  flow.after_commit.emplace_back([&flow, rules = request.rules, apply = request.apply] {
    flow.reloaded = rules;
    apply();
  });
  return Reload::Reply{};
}

}  // namespace redrive::central
