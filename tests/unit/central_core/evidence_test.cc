// What clears a record, and what does not (R6).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/central_core/world.h"

namespace redrive::central::test {
namespace {

using model::TicketState;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

config::CentralOptions at_once(base::Micros hold = 0s) {
  auto options = company();
  options.thresholds.limit = 0;
  options.thresholds.hold = hold;
  return options;
}

TEST(Evidence, SuccessOfTheJobClearsItsRecordsCountersAndTicket) {
  World world;
  for (int i = 0; i < 3; ++i) world.fail("dev-1-1");
  world.fail("dev-1-1", "timeout");
  const auto decision = world.succeed("dev-1-1");
  EXPECT_THAT(world.failures, IsEmpty());
  EXPECT_EQ(world.cleared.size(), 2U) << "of any type";
  EXPECT_THAT(world.counters, IsEmpty());
  EXPECT_EQ(world.tickets.at("RD-2026-000001").state, TicketState::kClosed);
  EXPECT_THAT(world.tickets.at("RD-2026-000001").closed_because, HasSubstr("success of J-1 of dev-1-1"));
  EXPECT_EQ(world.tickets.at("RD-2026-000001").closed_at, world.now);
  EXPECT_THAT(world.mailed(), ElementsAre("opened RD-2026-000001 device", "closed RD-2026-000001 device"));
  EXPECT_EQ(world.mails[1].failures.size(), 1U) << "the closing mail names what was cleared";
  EXPECT_EQ(decision.ticket, "RD-2026-000001");
}

TEST(Evidence, OfAnotherJobDeviceOrTypeClearsNothing) {
  World world;
  world.fail("dev-1-1");
  world.succeed("dev-1-1", "J-2");
  world.succeed("dev-1-2");
  world.prove("dev-1-1", "timeout");
  world.prove("dev-1-2");
  EXPECT_EQ(world.failures.size(), 1U);
  EXPECT_EQ(world.counters.count(cause_key(model::Scope::kDevice, "dev-1-1", "disk_full")), 1U);
  EXPECT_THAT(world.cleared, IsEmpty());
}

TEST(Evidence, OfATypeClearsItForEveryJob) {
  World world;
  world.fail("dev-1-1", "disk_full", "J-1");
  world.fail("dev-1-1", "disk_full", "J-2");
  world.fail("dev-1-1", "timeout", "J-2");
  world.prove("dev-1-1");
  ASSERT_EQ(world.failures.size(), 1U);
  EXPECT_EQ(world.failures.begin()->second.failure_type, "timeout");
}

TEST(Evidence, PartOfATicketLeavesItOpenAndSaysWhatRemains) {
  auto options = company();
  options.thresholds.hold = 0s;
  World world(options);
  for (const auto* device : {"dev-1-1", "dev-1-2", "dev-1-3"}) world.fail(device);
  world.succeed("dev-1-2");
  ASSERT_EQ(world.open().size(), 1U);
  EXPECT_EQ(world.failures.size(), 2U);
  EXPECT_EQ(world.timeline.back().what, "cleared");
  EXPECT_THAT(world.timeline.back().text, HasSubstr("2 still open: dev-1-1, dev-1-3"));
  EXPECT_EQ(world.mails.size(), 1U);
  const Counter& server = world.counters.at(cause_key(model::Scope::kServer, "ids-1", "disk_full"));
  EXPECT_THAT(server.members, ElementsAre("dev-1-1", "dev-1-3"));
  world.succeed("dev-1-1");
  world.succeed("dev-1-3");
  EXPECT_EQ(world.tickets.begin()->second.state, TicketState::kClosed);
  EXPECT_EQ(world.mails.size(), 2U);
  EXPECT_THAT(world.counters, IsEmpty());
}

TEST(Evidence, BeforeTheHoldEndsNobodyIsMailed) {
  World world(at_once(10s));
  world.fail("dev-1-1");
  world.pass(3s);
  world.prove("dev-1-1");
  world.pass(1h);
  EXPECT_THAT(world.mails, IsEmpty());
  EXPECT_EQ(world.tickets.at("RD-2026-000001").state, TicketState::kClosed);
  EXPECT_EQ(next_due(world.state), std::nullopt);
}

TEST(Evidence, OlderThanTheLastFailureDoesNotClearIt) {
  World world;
  world.fail("dev-1-1");
  const auto late = world.take(
      {"", world.now - 1min, "", "dev-1-1", "", "", "disk_full", "ok", "", model::AlertStatus::kResolved, ""});
  EXPECT_EQ(world.failures.size(), 1U);
  EXPECT_THAT(late.reason, HasSubstr("failed again after it"));
}

TEST(Evidence, OfAnAgentIsInOrderWhateverItsClockDid) {
  World world;
  world.take({"", world.now, "ids-1", "dev-1-1", "J-1", "", "disk_full", "", "", model::AlertStatus::kFiring, ""},
             model::AlertSource::kAgent);
  world.take(
      {"", world.now - 1h, "ids-1", "dev-1-1", "J-1", "", "", "succeeded", "", model::AlertStatus::kResolved, ""},
      model::AlertSource::kAgent);
  EXPECT_THAT(world.failures, IsEmpty());
}

TEST(Evidence, AJobLabelOfAnotherSystemProvesNoJob) {
  World world;  // Alertmanager's "job" is a scrape job, the same on alerts of every type
  world.fail("dev-1-1", "disk_full", "node");
  world.take({"", world.now, "", "dev-1-1", "node", "", "", "resolved", "", model::AlertStatus::kResolved, ""});
  EXPECT_EQ(world.failures.size(), 1U);
}

TEST(Evidence, TwiceIsOnce) {
  World world(at_once());
  world.fail("dev-1-1");
  world.succeed("dev-1-1");
  const auto again = world.succeed("dev-1-1");
  EXPECT_THAT(again.reason, HasSubstr("nothing was open"));
  EXPECT_EQ(world.cleared.size(), 1U);
  EXPECT_EQ(world.mails.size(), 2U);
}

TEST(Evidence, AFailureWithinTheQuietPeriodOpensTheTicketAgain) {
  World world;
  for (int i = 0; i < 3; ++i) world.fail("dev-1-1");
  world.succeed("dev-1-1");
  world.pass(179min);
  EXPECT_EQ(world.fail("dev-1-1").ticket, "RD-2026-000001");
  EXPECT_EQ(world.open().at(0).id, "RD-2026-000001");
  EXPECT_THAT(world.mailed(), ElementsAre("opened RD-2026-000001 device", "closed RD-2026-000001 device",
                                          "updated RD-2026-000001 device"));
}

TEST(Evidence, AFailureAfterTheQuietPeriodIsANewOne) {
  World world;
  for (int i = 0; i < 3; ++i) world.fail("dev-1-1");
  world.succeed("dev-1-1");
  world.pass(3h);
  world.fail("dev-1-1");
  world.fail("dev-1-1");
  EXPECT_THAT(world.open(), IsEmpty()) << "counted from nothing";
  world.fail("dev-1-1");
  EXPECT_EQ(world.open().at(0).id, "RD-2026-000002");
}

TEST(Evidence, WhatComesLateFromBeforeItIsHistory) {
  World world;
  for (int i = 0; i < 3; ++i) world.fail("dev-1-1");
  world.pass(1h);
  world.prove("dev-1-1");
  const auto late = world.take({"", world.now - 10min, "", "dev-1-1", "", "", "disk_full", "no space left", "",
                                model::AlertStatus::kFiring, ""});
  EXPECT_EQ(late.ticket, "RD-2026-000001") << "it belongs to what was, and opens nothing";
  EXPECT_EQ(world.tickets.at("RD-2026-000001").state, TicketState::kClosed);
  EXPECT_THAT(world.failures, IsEmpty());
}

TEST(Evidence, AfterSaidToBeResolvedAFailureOpensAgain) {
  World world(at_once());
  world.fail("dev-1-1");
  auto resolved = change_ticket(world.state, {"RD-2026-000001", TicketStep::kResolve, "cleaned up", "mc-a"}, world.now);
  ASSERT_TRUE(resolved);
  world.apply(*resolved);
  world.fail("dev-1-1");
  EXPECT_EQ(world.tickets.at("RD-2026-000001").state, TicketState::kOpen);
  EXPECT_THAT(world.mailed(), ElementsAre("opened RD-2026-000001 device", "updated RD-2026-000001 device"));
}

TEST(Evidence, WhatFailedBeforeItWasSaidToBeResolvedAndIsToldLateOpensNothingAgain) {
  World world(at_once());
  world.fail("dev-1-1");
  auto resolved = change_ticket(world.state, {"RD-2026-000001", TicketStep::kResolve, "cleaned up", "mc-a"}, world.now);
  ASSERT_TRUE(resolved);
  world.apply(*resolved);
  const auto late = world.take({"", world.now - 10min, "", "dev-1-1", "J-1", "", "disk_full", "no space left", "",
                                model::AlertStatus::kFiring, ""});
  EXPECT_EQ(late.ticket, "RD-2026-000001");
  EXPECT_EQ(world.tickets.at("RD-2026-000001").state, TicketState::kResolved);
  EXPECT_THAT(world.mailed(), ElementsAre("opened RD-2026-000001 device"));
}

}  // namespace
}  // namespace redrive::central::test
