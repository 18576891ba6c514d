// Tickets that nobody answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/central_core/world.h"

namespace redrive::central::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// mc-a is reminded twice, four hours apart, then noc is told.
config::CentralOptions impatient() {
  auto options = stormy(2);
  options.centres.at("mc-a").remind_after = 4h;
  return options;
}

World with_ticket(config::CentralOptions options = impatient()) {
  World world(std::move(options));
  world.fail("dev-1-1");
  world.mails.clear();
  return world;
}

void act(World& world, TicketStep step, std::string text = "") {
  auto changes = change_ticket(world.state, {"RD-2026-000001", step, std::move(text), "ops"}, world.now);
  ASSERT_TRUE(changes);
  world.apply(*changes);
}

std::vector<std::string> told(const World& world) {
  std::vector<std::string> out;
  for (const auto& mail : world.mails) out.push_back(world.mailed()[out.size()] + " to " + mail.centre);
  return out;
}

TEST(Reminders, TwoThenTheFallbackIsToldThenSilence) {
  World world = with_ticket();
  EXPECT_EQ(next_due(world.state), world.now + 4h);
  world.pass(4h - 1s);
  EXPECT_THAT(world.mails, IsEmpty());
  world.pass(1s);
  world.pass(4h);
  EXPECT_THAT(told(world),
              ElementsAre("reminder RD-2026-000001 device to mc-a", "reminder RD-2026-000001 device to mc-a"));
  world.pass(4h);
  EXPECT_THAT(told(world).back(), "escalation RD-2026-000001 device to noc");
  EXPECT_EQ(next_due(world.state), std::nullopt);
  EXPECT_EQ(world.tickets.at("RD-2026-000001").centre, "mc-a") << "it stays where it belongs";
  ASSERT_GE(world.timeline.size(), 3U);
  EXPECT_EQ(world.timeline.back().text, "mc-a has not answered, after 2 reminders: noc is told");
  EXPECT_EQ(world.timeline[world.timeline.size() - 2].text, "mc-a has not answered: reminder 2 of 2");
}

TEST(Reminders, AnAnswerEndsThem) {
  for (const auto step : {TicketStep::kAck, TicketStep::kResolve, TicketStep::kClose}) {
    World world = with_ticket();
    act(world, step, "done");
    EXPECT_EQ(next_due(world.state), std::nullopt);
    world.mails.clear();
    world.pass(24h);
    EXPECT_THAT(world.mails, IsEmpty());
  }
}

TEST(Reminders, ANotePutsTheNextOneOff) {
  World world = with_ticket();
  world.pass(3h);
  act(world, TicketStep::kHeard);
  EXPECT_EQ(next_due(world.state), world.now + 4h);
  world.pass(4h);
  EXPECT_EQ(world.mails.size(), 1U);
}

TEST(Reminders, AnotherCentreIsAskedAnewAndByItsOwnRule) {
  auto options = impatient();
  options.centres.at("mc-b").remind_after = 1h;
  options.centres.at("mc-b").reminders = 0;
  options.centres.at("mc-b").escalate_to = "mc-a";
  World world = with_ticket(options);
  world.pass(4h);
  act(world, TicketStep::kReroute, "mc-b");
  EXPECT_EQ(next_due(world.state), world.now + 1h);
  world.mails.clear();
  world.pass(1h);
  EXPECT_THAT(told(world), ElementsAre("escalation RD-2026-000001 device to mc-a"));
}

TEST(Reminders, WhatFailsAgainAfterItWasResolvedIsAskedAgain) {
  auto options = impatient();
  options.centres.at("mc-a").remind_after = 1h;
  World world = with_ticket(options);
  world.pass(1h);
  act(world, TicketStep::kResolve);
  EXPECT_EQ(next_due(world.state), std::nullopt);
  world.pass(1s);
  world.fail("dev-1-1");
  EXPECT_EQ(world.tickets.at("RD-2026-000001").reminders, 0U);
  EXPECT_EQ(next_due(world.state), world.now + 1h);
}

TEST(Reminders, WhatOpensAgainIsAskedAgain) {
  World world = with_ticket();
  world.prove("dev-1-1");
  EXPECT_EQ(next_due(world.state), std::nullopt);
  world.pass(1min);
  world.fail("dev-1-1");
  ASSERT_EQ(world.tickets.size(), 1U);
  EXPECT_EQ(next_due(world.state), world.now + 4h);
}

TEST(Reminders, NotWhileAnOutageExplainsIt) {
  World world = with_ticket();
  model::Outage outage;
  outage.id = "O-1", outage.server = "ids-1", outage.start = world.now + 3h, outage.end = world.now + 5h;
  world.state.outages.add(outage);
  world.outages.push_back(outage);
  world.pass(4h);
  EXPECT_THAT(world.mails, IsEmpty());
  EXPECT_EQ(next_due(world.state), world.now + 4h) << "the waiting begins anew";
  world.pass(4h);
  EXPECT_EQ(world.mails.size(), 1U);
}

TEST(Reminders, OnlyWorkingHoursCount) {
  struct Nights final : model::Occurrences {  // 20:00 to 04:00 UTC
    std::vector<model::Period> within(base::UtcTime from, base::UtcTime to) const override {
      std::vector<model::Period> out;
      for (auto day = std::chrono::floor<std::chrono::days>(from) - std::chrono::days(1); day < to;
           day += std::chrono::days(1)) {
        if (day + 28h > from && day + 20h < to) out.push_back({day + 20h, day + 28h});
      }
      return out;
    }
    const std::string& text() const override {
      static const std::string kText = "nights";
      return kText;
    }
  };
  auto options = impatient();
  options.centres.at("mc-a").working.times = {model::Times(std::make_shared<const Nights>())};
  World world(options);
  const auto midnight = std::chrono::floor<std::chrono::days>(world.now);
  world.now = midnight + 2h;
  world.fail("dev-1-1");
  EXPECT_EQ(next_due(world.state), midnight + 22h) << "two hours of this night and two of the next";
}

TEST(Reminders, AreTheSameAfterARestartAndFollowAChangedRule) {
  World world = with_ticket();
  world.pass(4h);
  world.restart();
  EXPECT_EQ(next_due(world.state), world.now + 4h);
  auto options = impatient();
  options.centres.at("mc-a").remind_after = 1h;
  options.centres.at("mc-a").reminders = 1;
  world.rules = std::make_shared<const Rules>(std::make_shared<const config::CentralOptions>(options));
  world.restart();
  world.pass(1h);
  EXPECT_EQ(told(world).back(), "escalation RD-2026-000001 device to noc");
}

TEST(Reminders, ManyAtOnceAreBoundedAndNamed) {
  World world(impatient());
  for (int i = 1; i <= 5; ++i) {
    world.fail("dev-1-" + std::to_string(i));
    world.pass(2min);  // no storm; within a twelfth of four hours
  }
  world.mails.clear();
  world.pass(4h - 10min);
  EXPECT_EQ(world.mails.size(), 2U);
  EXPECT_EQ(
      world.mails.front().aside,
      "3 more wait for an answer and get no mail of their own now: RD-2026-000003, RD-2026-000004, RD-2026-000005");
  EXPECT_EQ(world.mails.back().aside, "");
  for (const auto& [id, ticket] : world.tickets) EXPECT_EQ(ticket.reminders, 1U) << id;
  EXPECT_THAT(world.timeline.back().text, HasSubstr("without a mail of its own"));
}

TEST(Reminders, NobodyToTellInsteadIsSaid) {
  auto options = impatient();
  options.centres.at("mc-a").fallback.clear();
  options.routing.fallback = "mc-a";
  options.centres.at("mc-a").reminders = 0;
  World world = with_ticket(options);
  world.pass(4h);
  EXPECT_THAT(world.mails, IsEmpty());
  EXPECT_EQ(world.timeline.back().text, "mc-a has not answered, after 0 reminders; there is no centre to tell instead");
  EXPECT_EQ(next_due(world.state), std::nullopt);
}

TEST(Reminders, NoneUnlessTheCentreWantsThem) {
  World world = with_ticket(company());
  world.pass(24h * 30);
  EXPECT_THAT(world.mails, IsEmpty());
}

}  // namespace
}  // namespace redrive::central::test
