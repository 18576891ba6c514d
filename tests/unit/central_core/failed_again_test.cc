// What fails again in a redistribution: in its own ticket, told as such.
#include "central/core/failed_again.h"

#include <gmock/gmock.h>

#include "tests/unit/central_core/world.h"

namespace redrive::central::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// Every device that fails is a ticket at once.
struct Redistributed : World {
  explicit Redistributed(config::CentralOptions options = stormy(1000)) : World(std::move(options)) {}

  AlertDecision fail_in(std::uint32_t run, const std::string& device, const std::string& type = "disk_full") {
    model::Alert alert{"", {}, "", device, "J-1", "", type, "no space left", "", model::AlertStatus::kFiring, ""};
    alert.run = run;
    return take(std::move(alert), model::AlertSource::kAgent);
  }
  std::vector<std::string> told(const std::string& what) const {
    std::vector<std::string> out;
    for (const auto& entry : timeline) {
      if (entry.what == what) out.push_back(entry.ticket + " " + entry.text);
    }
    return out;
  }
  void hold_passes() { pass(rules->thresholds.longest_window()); }
};

TEST(FailedAgain, TheTicketThatIsOpenSaysSoAndIsToldOfSoon) {
  Redistributed world;
  const auto first = world.fail_in(1, "dev-1-1");
  world.hold_passes();
  ASSERT_THAT(world.open(), SizeIs(1));
  const auto second = world.fail_in(2, "dev-1-1");
  EXPECT_EQ(second.ticket, first.ticket);
  EXPECT_THAT(world.told("again"),
              ElementsAre(first.ticket + " device dev-1-1 failed again in run 2 of J-1: disk_full"));
  EXPECT_THAT(world.updates, ElementsAre(first.ticket + " soon"));
  EXPECT_EQ(world.failures.begin()->second.again, 2U);
  EXPECT_EQ(world.failures.begin()->second.count, 2U);
  std::uint64_t own = 0;
  for (const auto& [cause, counter] : world.counters) own += counter.scope == "device" ? counter.total : 0;
  EXPECT_EQ(own, 2U);
}

TEST(FailedAgain, ItStaysWithItsTicketHoweverLongAgoTheFirstTimeWas) {
  Redistributed world;
  const auto first = world.fail_in(1, "dev-1-1");
  world.pass(24h * 30);
  EXPECT_EQ(world.fail_in(2, "dev-1-1").ticket, first.ticket);
  EXPECT_THAT(world.tickets, SizeIs(1));
  EXPECT_THAT(world.told("again"), SizeIs(1));
}

TEST(FailedAgain, AnUnlimitedWaitDoesNotHideAWiderCause) {
  auto options = stormy(1000);
  options.thresholds.rules.front().limit = 2;
  ASSERT_EQ(options.thresholds.rules.front().scope, "server");
  Redistributed world(std::move(options));
  world.fail_in(1, "dev-1-1", "auth_failed");
  world.pass(24h * 30);
  for (int i = 2; i <= 4; ++i) world.fail_in(1, fmt::format("dev-1-{}", i), "auth_failed");
  ASSERT_THAT(world.tickets, testing::Not(IsEmpty()));
  const auto again = world.fail_in(2, "dev-1-1", "auth_failed");
  EXPECT_EQ(world.tickets.at(again.ticket).scope, model::Scope::kServer) << again.reason;
}

TEST(FailedAgain, OneThatWasSaidToBeResolvedIsOpenAgainAndToldOfOnce) {
  Redistributed world;
  const auto ticket = world.fail_in(1, "dev-1-1").ticket;
  world.hold_passes();
  auto changes = change_ticket(world.state, {ticket, TicketStep::kResolve, "cleaned", "ann"}, world.now);
  ASSERT_TRUE(changes);
  world.apply(*changes);
  const auto mails = world.mailed().size();
  world.fail_in(2, "dev-1-1");
  EXPECT_EQ(world.tickets.at(ticket).state, model::TicketState::kOpen);
  EXPECT_THAT(world.mailed(), SizeIs(mails)) << "the update that comes soon tells it all";
  EXPECT_THAT(world.updates, testing::Each(ticket + " soon"));
  EXPECT_THAT(world.updates, testing::Not(IsEmpty()));
}

TEST(FailedAgain, ANewTicketSaysSoWhereTheFirstWasClosedByHand) {
  Redistributed world;
  const auto first = world.fail_in(1, "dev-1-1").ticket;
  world.hold_passes();
  auto changes = change_ticket(world.state, {first, TicketStep::kClose, "done", "ann"}, world.now);
  ASSERT_TRUE(changes);
  world.apply(*changes);
  world.pass(24h * 30);
  const auto second = world.fail_in(2, "dev-1-1").ticket;
  EXPECT_NE(second, first);
  EXPECT_THAT(world.told("again"), ElementsAre(HasSubstr(second + " device dev-1-1 failed again in run 2 of J-1")));
}

TEST(FailedAgain, WhatWasProvenToHaveRecoveredMeanwhileFailsAgainToo) {
  Redistributed world;
  world.fail_in(1, "dev-1-1");
  world.hold_passes();
  world.prove("dev-1-1");
  ASSERT_THAT(world.open(), IsEmpty());
  world.pass(10min);
  const auto ticket = world.fail_in(2, "dev-1-1").ticket;
  EXPECT_THAT(world.told("again"), SizeIs(1));
  EXPECT_EQ(world.tickets.at(ticket).state, model::TicketState::kOpen);
  EXPECT_THAT(world.updates, ElementsAre(ticket + " soon"));
}

TEST(FailedAgain, ADeviceThatNeverFailedBeforeDoesNotFailAgain) {
  Redistributed world;
  world.fail_in(2, "dev-1-1");
  EXPECT_THAT(world.told("again"), IsEmpty());
  EXPECT_EQ(world.failures.begin()->second.again, 0U);
}

TEST(FailedAgain, NorDoesOneThatOtherwiseFailsTwice) {
  Redistributed world;
  world.fail_in(1, "dev-1-1");
  world.fail_in(1, "dev-1-1");
  world.fail("dev-1-1");
  EXPECT_THAT(world.told("again"), IsEmpty());
}

TEST(FailedAgain, FailingInAnotherWayIsFailingAgain) {
  Redistributed world;
  world.fail_in(1, "dev-1-1");
  const auto other = world.fail_in(2, "dev-1-1", "install_failed");
  EXPECT_THAT(world.told("again"), ElementsAre(HasSubstr(other.ticket + " device dev-1-1 failed again in run 2")));
}

TEST(FailedAgain, ARestartKnowsIt) {
  Redistributed world;
  const auto ticket = world.fail_in(1, "dev-1-1").ticket;
  world.fail_in(2, "dev-1-1");
  world.restart();
  EXPECT_THAT(failed_again(world.state.tickets.find(ticket)->records),
              ElementsAre(model::FailedAgain{"ids-1", "J-1", 2, 1}));
  world.fail_in(2, "dev-1-1");
  EXPECT_THAT(world.told("again"), SizeIs(1));
}

TEST(FailedAgain, ItIsCountedForEachRunTheLastOneFirst) {
  auto options = company();
  config::ThresholdRule server;
  server.scope = "server";
  server.limit = 2;
  options.thresholds.rules.push_back(std::move(server));
  Redistributed world(std::move(options));
  for (int i = 1; i <= 5; ++i) world.fail_in(1, fmt::format("dev-1-{}", i));
  ASSERT_THAT(world.tickets, SizeIs(1));
  for (int i = 1; i <= 3; ++i) world.fail_in(2, fmt::format("dev-1-{}", i));
  world.pass(1min);
  world.fail_in(3, "dev-1-1");
  const auto& records = world.state.tickets.find(world.tickets.begin()->first)->records;
  EXPECT_THAT(failed_again(records),
              ElementsAre(model::FailedAgain{"ids-1", "J-1", 3, 1}, model::FailedAgain{"ids-1", "J-1", 2, 2}));
}

}  // namespace
}  // namespace redrive::central::test
