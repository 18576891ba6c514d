// What people do to tickets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/central_core/world.h"

namespace redrive::central::test {
namespace {

using base::ErrorCode;
using model::TicketState;
using testing::ElementsAre;
using testing::IsEmpty;

World with_ticket(base::Micros hold = 0s) {
  auto options = company();
  options.thresholds.limit = 0;
  options.thresholds.hold = hold;
  World world(options);
  world.fail("dev-1-1");
  return world;
}

base::Result<Changes> act(World& world, TicketStep step, std::string text = "") {
  auto changes = change_ticket(world.state, {"RD-2026-000001", step, std::move(text), "ops"}, world.now);
  if (changes) world.apply(*changes);
  return changes;
}

TEST(TicketActs, AckThenResolveAndNeitherTwice) {
  World world = with_ticket();
  ASSERT_TRUE(act(world, TicketStep::kAck));
  EXPECT_EQ(world.tickets.begin()->second.state, TicketState::kAcked);
  EXPECT_EQ(act(world, TicketStep::kAck).error().code, ErrorCode::kConflict);
  ASSERT_TRUE(act(world, TicketStep::kResolve));
  EXPECT_EQ(world.tickets.begin()->second.state, TicketState::kResolved);
  EXPECT_EQ(act(world, TicketStep::kAck).error().code, ErrorCode::kConflict);
}

TEST(TicketActs, CloseByHandNeedsAReasonAndKeepsTheRecords) {
  World world = with_ticket();
  EXPECT_EQ(act(world, TicketStep::kClose).error().code, ErrorCode::kInvalid);
  ASSERT_TRUE(act(world, TicketStep::kClose, "a test device"));
  EXPECT_EQ(world.tickets.begin()->second.closed_because, "by ops: a test device");
  EXPECT_EQ(world.failures.size(), 1U) << "no evidence, so still failed";
  EXPECT_THAT(world.counters.count(cause_key(model::Scope::kDevice, "dev-1-1", "disk_full")), 0U);
  EXPECT_EQ(act(world, TicketStep::kAck).error().code, ErrorCode::kNotFound);
  EXPECT_THAT(world.mailed(), ElementsAre("opened RD-2026-000001 device", "closed RD-2026-000001 device"));
}

TEST(TicketActs, RerouteMailsTheOtherCentre) {
  World world = with_ticket();
  EXPECT_EQ(act(world, TicketStep::kReroute, "nowhere").error().code, ErrorCode::kInvalid);
  EXPECT_EQ(act(world, TicketStep::kReroute, "mc-a").error().code, ErrorCode::kConflict);
  ASSERT_TRUE(act(world, TicketStep::kReroute, "mc-b"));
  ASSERT_EQ(world.mails.size(), 2U);
  EXPECT_EQ(world.mails[1].ticket.centre, "mc-b");
  EXPECT_EQ(world.mails[1].notice, Notice::kOpened);
  EXPECT_EQ(world.announced, 1) << "it is counted once";
}

TEST(TicketActs, AHeldTicketIsReroutedSilentlyAndMailedWhenTaken) {
  World world = with_ticket(1h);
  ASSERT_TRUE(act(world, TicketStep::kReroute, "mc-b"));
  EXPECT_THAT(world.mails, IsEmpty());
  ASSERT_TRUE(act(world, TicketStep::kAck));
  EXPECT_EQ(world.mails.size(), 1U);
  EXPECT_EQ(next_due(world.state), std::nullopt);
}

TEST(TicketActs, ErrorsChangeNothing) {
  World world = with_ticket();
  EXPECT_EQ(change_ticket(world.state, {"RD-2026-000077", TicketStep::kAck, "", "ops"}, world.now).error().code,
            ErrorCode::kNotFound);
  EXPECT_FALSE(act(world, TicketStep::kReroute, "nowhere"));
  EXPECT_EQ(world.state.tickets.find("RD-2026-000001")->ticket.centre, "mc-a");
}

}  // namespace
}  // namespace redrive::central::test
