// What must hold of tickets and records after any alert, over random days.
#include <gtest/gtest.h>

#include <set>

#include "shared/base/random.h"
#include "tests/unit/central_core/world.h"

namespace redrive::central::test {
namespace {

void check(const World& world) {
  std::map<std::string, int> records;
  for (const auto& [key, failure] : world.failures) ++records[failure.ticket];
  std::set<std::string> causes;
  for (const auto& [id, ticket] : world.tickets) {
    if (ticket.state == model::TicketState::kClosed) {
      EXPECT_TRUE(ticket.closed_at);
      EXPECT_FALSE(ticket.closed_because.empty());
      continue;
    }
    EXPECT_GT(records[id], 0) << id << " is open for nothing";
    EXPECT_FALSE(ticket.reason.empty());
  }
  std::map<std::string, std::string> opened;  // each ticket is announced at most once, and closed only when announced
  std::set<std::string> summaries;
  for (const auto& summary : world.summaries) {
    EXPECT_TRUE(summaries.insert(summary.storm).second) << summary.storm << " mailed twice";
    for (const auto& [id, ticket] : world.tickets) {
      if (ticket.storm != summary.storm) continue;
      EXPECT_TRUE(opened.emplace(id, "").second) << id << " is in two summaries";
    }
  }
  for (const auto& [id, ticket] : world.tickets) {
    const bool pending = world.state.storms.gathers(ticket);
    EXPECT_EQ(!ticket.storm.empty(), pending || summaries.contains(ticket.storm)) << id << " would be lost";
  }
  for (const auto& mail : world.mails) {
    if (mail.notice == Notice::kOpened) {
      EXPECT_TRUE(opened.emplace(mail.ticket.id, "").second) << mail.ticket.id << " mailed twice";
    } else {
      EXPECT_TRUE(opened.contains(mail.ticket.id)) << "an update of something nobody was told of";
    }
  }
  std::set<std::string> alerts;
  for (const auto& [id, joined] : world.joined) {
    for (const auto& alert : joined) EXPECT_TRUE(alerts.insert(alert).second) << alert << " is in two tickets";
  }
}

TEST(Invariants, HoldAfterEveryStep) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    auto options = company();
    options.thresholds.limit = static_cast<std::uint32_t>(seed % 4);
    options.thresholds.hold = seed % 2 == 0 ? 0s : 5min;
    options.mail.storm_tickets = static_cast<std::uint32_t>(seed % 3);
    World world(options);
    base::SeededRandom random(seed);
    for (int step = 0; step < 300 && !testing::Test::HasFailure(); ++step) {
      const std::string device = fmt::format("dev-1-{}", 1 + random.below(6));
      const auto what = random.below(10);
      if (what == 0) world.prove(device);
      if (what == 1) world.succeed(device);
      if (what >= 2) world.fail(device, what < 4 ? "timeout" : "disk_full", fmt::format("J-{}", random.below(2)));
      world.pass(random.below(1800) * 1s);
      check(world);
    }
  }
}

}  // namespace
}  // namespace redrive::central::test
