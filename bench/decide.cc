// How fast a storm is decided on one core: the pure decision, the whole of journey 1 with its commits on disk, and
// beside them, in turns in the same run, the least that could be called a decision: a number for each device and type
// in a hash table. usage: decide DIRECTORY [alerts]
#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <unordered_map>

#include "bench/storm.h"
#include "central/core/triage.h"
#include "central/flow/alert_flow.h"
#include "central/flow/flow_context.h"
#include "central/store/store.h"
#include "central/store/transaction.h"

namespace redrive::central {
namespace {

constexpr int kRounds = 7;
constexpr std::size_t kBatch = 500;  // taken, and decided, in one transaction

[[noreturn]] void stop(const std::string& why) {
  fmt::print(stderr, "decide: {}\n", why);
  std::exit(1);
}

// Of processor time: others who work on the machine, and its disk, make nothing slower.
template <typename Work>
double alerts_per_second(std::size_t alerts, Work work) {
  const std::clock_t start = std::clock();
  work();
  return static_cast<double>(alerts) * CLOCKS_PER_SEC / static_cast<double>(std::clock() - start);
}

double counted(const std::vector<InboxRow>& rows) {
  std::unordered_map<std::string, std::uint64_t> numbers;
  return alerts_per_second(rows.size(), [&] {
    for (const auto& row : rows) ++numbers[row.alert.device + '/' + row.alert.failure_type];
  });
}

double decided(const std::shared_ptr<const Rules>& rules, const std::vector<InboxRow>& rows) {
  TriageState state = restore(rules, {});
  int named = 0;
  const TicketNamer namer = [&](int year) { return fmt::format("RD-{}-{:06}", year, ++named); };
  Changes changes;
  return alerts_per_second(rows.size(), [&] {
    for (const auto& row : rows) {
      decide_alert(state, row, row.received_at, namer, changes);
      changes.clear();
      for (auto due = next_due(state); due && *due <= row.received_at; due = next_due(state)) decide_due(state, *due);
    }
  });
}

template <typename Act>
void transact(FlowContext& flow, Act act) {
  if (const auto done = in_transaction(flow.db, act); !done) stop(done.error().message);
  for (auto& one : std::exchange(flow.after_commit, {})) one();
}

double committed(const LiveOptions& options, const std::vector<InboxRow>& rows, const std::filesystem::path& folder) {
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  auto db = open_database("sqlite:store.db", folder, Access::kWrite);
  if (!db) stop(db.error().message);
  if (auto done = migrate(**db); !done) stop(done.error().message);
  base::ManualClock clock;
  base::SystemRandom random;
  Metrics metrics;
  FlowContext flow{clock, random, **db, options, metrics};
  if (auto loaded = load_state(flow); !loaded) stop(loaded.error().message);
  return alerts_per_second(rows.size(), [&] {
    for (std::size_t begin = 0; begin < rows.size(); begin += kBatch) {
      const std::size_t end = std::min(begin + kBatch, rows.size());
      std::vector<model::Alert> alerts;
      for (std::size_t i = begin; i < end; ++i) alerts.push_back(rows[i].alert);
      clock.jump_wall(rows[end - 1].received_at);
      transact(flow, [&]() -> base::Status {
        const auto taken = append_to_inbox(flow, model::AlertSource::kHttp, "storm", std::move(alerts));
        return taken ? base::Status{} : tl::unexpected<base::Error>(taken.error());
      });
      transact(flow, [&]() -> base::Status {
        const auto more = decide_pending(flow);
        return more ? base::Status{} : tl::unexpected<base::Error>(more.error());
      });
    }
  });
}

void tell(const char* what, std::vector<double> rates, double counter) {
  std::sort(rates.begin(), rates.end());
  const double median = rates[rates.size() / 2];
  fmt::print("{:40} {:10.0f} alerts/s  ({:.0f} to {:.0f}; 1/{:.0f} of the counter)\n", what, median, rates.front(),
             rates.back(), counter / median);
}

void run(const std::filesystem::path& folder, std::size_t number) {
  const auto rows = bench::storm(number);
  const auto options = std::make_shared<const config::CentralOptions>(bench::fleet());
  const auto rules = std::make_shared<const Rules>(options);
  const LiveOptions live(*options);
  std::vector<double> counter, pure, whole;
  for (int round = 0; round < kRounds; ++round) {
    counter.push_back(counted(rows));
    pure.push_back(decided(rules, rows));
    if (!folder.empty()) whole.push_back(committed(live, rows, folder / "store"));
  }
  auto sorted = counter;
  std::sort(sorted.begin(), sorted.end());
  const double usual = sorted[sorted.size() / 2];
  tell("a counter per device and type", counter, usual);
  tell("the decision", pure, usual);
  if (!whole.empty()) tell("taken, decided and committed", whole, usual);
}

}  // namespace
}  // namespace redrive::central

int main(int argc, char** argv) {
  if (argc < 2) return fmt::print(stderr, "usage: decide DIRECTORY [alerts]\n"), 2;
  redrive::central::run(argv[1], argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 200'000);
  return 0;
}
