// Random days: the state read anew between any two alerts decides the same as the one that was kept.
#include <gtest/gtest.h>

#include "shared/base/random.h"
#include "tests/unit/central_core/world.h"

namespace redrive::central::test {
namespace {

void random_step(World& world, base::Random& random) {
  static const char* const kTypes[] = {"disk_full", "timeout"};
  const std::string device = fmt::format("dev-{}-{}", 1 + random.below(2), 1 + random.below(4));
  const std::string job = fmt::format("J-{}", random.below(2));
  const std::string type = kTypes[random.below(2)];
  switch (random.below(12)) {
    case 0:
      world.prove(device, type);
      break;
    case 1:
      world.succeed(device, job);
      break;
    case 2:
      world.take({"", {}, "ids-1", "", "", "", type, "", "", model::AlertStatus::kFiring, ""});
      break;
    case 3:
      world.take({"", world.now - random.below(90) * 1min, "", device, job, "", type, "", "",
                  model::AlertStatus::kFiring, ""});
      break;
    case 4:
      world.take({"", {}, "", device, job, "", type, "", "Kristiania", model::AlertStatus::kFiring, ""});
      break;
    default:
      world.fail(device, type, job);
  }
  const auto pace = random.below(20);
  world.pass(pace == 0 ? 4h : (pace < 8 ? 0 : random.below(600)) * 1s);
}

// Everything a person could see of it.
std::string seen(const World& world) {
  std::string out;
  for (const auto& [id, t] : world.tickets) {
    out += fmt::format("{} {} {}/{} {} {} {} because {} dup {} storm {}\n", id, model::to_string(t.scope), t.server,
                       t.device, t.failure_type, model::to_string(t.state), t.reason, t.closed_because, t.duplicate_of,
                       t.storm);
    if (const auto at = world.joined.find(id); at != world.joined.end()) {
      for (const auto& alert : at->second) out += alert + " ";
    }
  }
  for (const auto& mail : world.mailed()) out += mail + "\n";
  for (const auto& summary : world.summaries) out += summary.centre + " " + summary.storm + "\n";
  for (const auto& [key, f] : world.failures)
    out += fmt::format("{}/{} {} {} {}\n", f.server, f.device, f.job, f.count, f.ticket);
  for (const auto& [key, c] : world.counters) out += fmt::format("{} {} {}\n", c.scope, c.subject, c.total);
  return out;
}

class Restart : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Restart, BetweenAnyTwoAlertsChangesNothing) {
  for (const base::Micros hold : {base::Micros(0), base::Micros(10min)}) {
    auto options = company();
    options.thresholds.limit = static_cast<std::uint32_t>(GetParam() % 3);
    options.thresholds.hold = hold;
    options.mail.storm_tickets = static_cast<std::uint32_t>(GetParam() % 4);
    World kept(options), restarted(options);
    base::SeededRandom first(GetParam()), second(GetParam());
    for (int step = 0; step < 300; ++step) {
      random_step(kept, first);
      random_step(restarted, second);
      restarted.restart();
      ASSERT_EQ(seen(kept), seen(restarted)) << "seed " << GetParam() << " step " << step;
    }
    EXPECT_FALSE(kept.tickets.empty());
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Restart, testing::Range<std::uint64_t>(1, 16));

}  // namespace
}  // namespace redrive::central::test
