// What a replay prints: what would have been mailed, in its final state.
#include "central/replay/replay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace redrive::central::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::shared_ptr<const Rules> rules(std::uint32_t limit, base::Micros hold) {
  config::CentralOptions options;
  options.centres["noc"] = {"noc", "NOC", {"noc@example.org"}, ""};
  options.failure_types = {"timeout"};
  options.thresholds.limit = limit;
  options.thresholds.hold = hold;
  return std::make_shared<const Rules>(std::make_shared<const config::CentralOptions>(std::move(options)));
}

std::string alert(int minute, const std::string& status = "firing", const std::string& device = "dev-1") {
  return fmt::format(
      R"({{"id": "a-{0}", "occurred_at": "2026-03-02T10:{0:02}:00Z", "device": "{2}", "failure_type": "timeout", "status": "{1}"}})"
      "\n",
      minute, status, device);
}

std::vector<model::Ticket> run(const std::string& text, const std::shared_ptr<const Rules>& with) {
  std::istringstream input(text);
  AlertFeed feed(input, std::chrono::hours(24 * 7), [](const std::string& what) { ADD_FAILURE() << what; });
  return replay(with, feed);
}

TEST(Replay, ATicketHasAllItsAlertsAndItsFinalState) {
  const auto tickets = run(alert(1) + alert(2) + alert(3) + alert(4) + alert(5, "resolved"), rules(2, base::Micros(0)));
  ASSERT_EQ(tickets.size(), 1U);
  EXPECT_THAT(tickets[0].alerts, ElementsAre("a-1", "a-2", "a-3", "a-4"));
  EXPECT_EQ(tickets[0].state, model::TicketState::kClosed);
  EXPECT_EQ(tickets[0].centre, "noc");
  EXPECT_EQ(base::format_rfc3339(tickets[0].opened_at), "2026-03-02T10:03:00Z");
}

TEST(Replay, TheClockRunsOnUntilNothingIsPending) {
  const auto tickets = run(alert(1), rules(0, std::chrono::hours(1)));
  ASSERT_EQ(tickets.size(), 1U);
  EXPECT_EQ(tickets[0].state, model::TicketState::kOpen);
}

TEST(Replay, WhatNobodyWouldHaveBeenToldIsNotPrinted) {
  EXPECT_THAT(run(alert(1) + alert(2, "resolved"), rules(0, std::chrono::hours(1))), IsEmpty());
}

// The same as taken in: bad lines are named, the others counted at the time they can have happened.
TEST(Replay, BadAlertsCostNothingButThemselves) {
  const auto line = [](const std::string& id, const std::string& at, const std::string& message) {
    return fmt::format(R"({{"id": "{}", "occurred_at": "{}", "device": "dev-1", "location": "{}", "message": "{}"}})"
                       "\n",
                       id, at, std::string(10 * 1024, 'q'), message);
  };
  std::string text;
  for (const auto* at : {"10:00", "10:01"}) text += line(at, fmt::format("2026-03-02T{}:00Z", at), "No space left");
  text += line("future", "2099-03-02T10:00:00Z", "No space left");
  text += line("old", "2025-03-02T10:00:00Z", std::string(100'000, 'x') + " No space left");
  text += line("late", "2026-03-02T05:00:00Z", "\xff No space left \xc0");
  text += line("late", "2026-03-02T10:03:00Z", "connection refused");
  text += "{broken\n" + line("10:04", "2026-03-02T10:04:00Z", "No space left");
  for (int i = 0; i < 6; ++i) text += line("end" + std::to_string(i), "2026-03-02T12:00:00Z", "all is lost");
  std::istringstream input(text);
  std::vector<std::string> complaints;
  AlertFeed feed(input, std::chrono::hours(24 * 7), [&](const std::string& what) { complaints.push_back(what); });
  const auto tickets = replay(rules(4, base::Micros(0)), feed);
  ASSERT_EQ(tickets.size(), 2U);
  EXPECT_EQ(tickets[0].failure_type, "disk_full");
  EXPECT_EQ(base::format_rfc3339(tickets[0].opened_at), "2026-03-02T10:04:00Z")
      << "five: the one of 05:00 is not among them";
  EXPECT_THAT(tickets[0].alerts, ElementsAre("10:00", "10:01", "future", "old", "late", "10:04"));
  EXPECT_THAT(complaints, ElementsAre(testing::StartsWith("line 7: ")));
  EXPECT_EQ(feed.repeated(), 1U);
}

TEST(Replay, AHoldEndsBetweenTwoAlertsAtItsOwnTime) {
  const auto tickets = run(alert(1) + alert(30, "resolved"), rules(0, std::chrono::minutes(10)));
  ASSERT_EQ(tickets.size(), 1U) << "told at 10:11, before it recovered";
  EXPECT_EQ(tickets[0].state, model::TicketState::kClosed);
}

}  // namespace
}  // namespace redrive::central::test
