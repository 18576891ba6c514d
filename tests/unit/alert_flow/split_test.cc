// The same alerts, cut into other batches or with restarts between them, make the same tickets and mails.
#include <fmt/ranges.h>

#include <set>

#include "shared/base/random.h"
#include "tests/unit/alert_flow/flow_world.h"

namespace redrive::central::test {
namespace {

std::vector<std::pair<model::Alert, model::AlertSource>> random_day(std::uint64_t seed, base::UtcTime at) {
  base::SeededRandom random(seed);
  std::vector<std::pair<model::Alert, model::AlertSource>> alerts;
  for (int i = 0; i < 120; ++i) {
    const std::string device = fmt::format("dev-{}-{}", 1 + random.below(2), 1 + random.below(5));
    const std::string job = fmt::format("J-{}", random.below(2));
    const auto what = random.below(10);
    model::Alert alert = what == 0   ? resolved(device)
                         : what == 1 ? success(device, job)
                                     : firing(device, "disk_full", job);
    alert.id = fmt::format("a-{}", i);
    alert.occurred_at = at + i * 1ms;
    alerts.emplace_back(alert, what == 1 ? model::AlertSource::kAgent : model::AlertSource::kHttp);
  }
  return alerts;
}

// Everything but the order in which rows were first written, which batches may change.
std::string seen(FlowWorld& world) {
  std::string out;
  for (const auto& listed : world.tickets()) {
    const auto t = world.ticket(listed.id);
    out += fmt::format("{} {} {}/{} {} {} {} {} {}\n", t.id, model::to_string(t.scope), t.server, t.device,
                       model::to_string(t.state), t.reason, t.closed_because, t.duplicate_of, fmt::join(t.alerts, " "));
  }
  for (const auto& mail : world.mail()) out += fmt::format("{} {} {}\n", mail.message_id, mail.kind, mail.recipient);
  std::set<std::string> lines;
  for (const auto& f : world.failures()) {
    lines.insert(fmt::format("{}/{} {} {} {} {}", f.server, f.device, f.job, f.failure_type, f.count, f.ticket));
  }
  for (const auto& c : world.counters()) {
    lines.insert(fmt::format("{} {} {} {} {}", c.scope, c.subject, c.failure_type, c.total, c.recent.size()));
  }
  return out + fmt::format("{}", fmt::join(lines, "\n"));
}

class Split : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Split, BatchesAndRestartsChangeNothing) {
  auto options = company();
  options.thresholds.limit = static_cast<std::uint32_t>(GetParam() % 3);
  options.mail.storm_tickets = static_cast<std::uint32_t>(GetParam() % 4);
  FlowWorld whole(options), split(options), restarted(options);
  const auto day = random_day(GetParam(), whole.clock().utc() - 1s);
  for (const auto& [alert, source] : day) whole.append({alert}, source);
  whole.decide();
  base::SeededRandom random(GetParam());
  for (const auto& [alert, source] : day) {
    split.append({alert}, source);
    if (random.below(4) == 0) split.decide();
    restarted.append({alert}, source);
    restarted.restart();
    restarted.decide();
    restarted.restart();
  }
  split.decide();
  for (auto* world : {&whole, &split, &restarted}) world->pass(1min);
  EXPECT_FALSE(whole.tickets().empty());
  EXPECT_EQ(seen(whole), seen(split));
  EXPECT_EQ(seen(whole), seen(restarted));
}

INSTANTIATE_TEST_SUITE_P(Seeds, Split, testing::Range<std::uint64_t>(1, 9));

}  // namespace
}  // namespace redrive::central::test
