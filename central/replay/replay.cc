#include "central/replay/replay.h"

#include "central/core/triage.h"
#include "central/replay/ledger.h"

namespace redrive::central {
namespace {

constexpr std::uint64_t kTellEvery = 10'000;  // alerts

// What time made due up to `now`, each at its own moment.
void run_clock(TriageState& state, Ledger& ledger, base::UtcTime now) {
  for (auto due = next_due(state); due && *due <= now; due = next_due(state)) {
    Changes changes = decide_due(state, *due);
    ledger.apply(changes, state);
  }
}

}  // namespace

std::vector<model::Ticket> replay(std::shared_ptr<const Rules> rules, AlertFeed& feed,
                                  const std::function<void(std::uint64_t)>& progress) {
  TriageState state = restore(std::move(rules), {});
  Ledger ledger;
  const TicketNamer namer = [&](int year) { return ledger.next_id(year); };
  Changes changes;
  std::uint64_t decided = 0;
  while (auto row = feed.next()) {
    run_clock(state, ledger, row->received_at);
    decide_alert(state, *row, row->received_at, namer, changes);
    ledger.apply(changes, state);
    if (++decided % kTellEvery == 0 && progress) progress(decided);
  }
  run_clock(state, ledger, base::UtcTime::max());
  return ledger.mailed();
}

}  // namespace redrive::central
