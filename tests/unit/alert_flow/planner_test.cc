// Plans that a resolved ticket asks for, while its agent is away (T5).
#include "central/flow/planner.h"

#include <gmock/gmock.h>

#include "central/flow/plan_flow.h"
#include "central/store/plans_wanted.h"
#include "tests/unit/alert_flow/flow_world.h"

namespace redrive::central::test {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

config::CentralOptions one_alert_one_ticket() {
  auto options = company();
  options.thresholds.limit = 0;
  return options;
}

// A ticket that was said to be mended; its agent is away.
struct Away : FlowWorld {
  Away() : FlowWorld(one_alert_one_ticket()) {
    take(firing("dev-1-1"));
    EXPECT_TRUE(ask(ChangeTicket{{"ann", "cli"}, kTicket, TicketAct::kResolve, ""}));
  }
  base::Result<std::vector<PlannedRedistribution>> answer() {
    ++asked;
    PlannedRedistribution one;
    one.server = "ids-1", one.job = "J-1";
    if (away) {
      one.error = "not connected";
    } else {
      one.id = "R-1";
      one.plan.devices.resize(1);
    }
    return std::vector{one};
  }
  bool wanted() { return find_plans_wanted(db(), kTicket).value().has_value(); }
  std::vector<std::string> told() {
    auto all = history(kTicket);
    std::erase_if(all, [](const auto& line) { return !line.starts_with("plan: "); });
    return all;
  }
  // Rounds until nothing is due.
  base::Micros work_off() {
    base::Micros rest{0};
    while (rest == base::Micros{0}) rest = planner.work_off();
    return rest;
  }

  inline static const std::string kTicket = "RD-2026-000001";
  bool away = true;
  int asked = 0;
  Planner planner{{[this](NextPlans request) { return ask(request); },
                   [this](const Actor&, const RedistributionSelection& selection) {
                     EXPECT_EQ(selection.ticket, kTicket);
                     return answer();
                   },
                   [this](PlansAnswered answered) -> base::Status {
                     auto stored = ask(std::move(answered));
                     if (!stored) return tl::unexpected<base::Error>(stored.error());
                     return {};
                   },
                   clock()}};
};

TEST(PlannerFlow, AnAgentThatComesBackIsAskedAgainAndItsPlanWaits) {
  Away world;
  world.work_off();
  EXPECT_EQ(world.asked, 1);
  EXPECT_THAT(world.told(), testing::ElementsAre("plan: no plan yet, it is tried again: ids-1: not connected"));
  world.work_off();
  EXPECT_EQ(world.asked, 1) << "not before its time";
  world.clock().advance(1min);
  world.work_off();
  EXPECT_EQ(world.asked, 2);
  EXPECT_THAT(world.told(), SizeIs(1)) << "the same trouble is told once";
  world.away = false;
  world.restart();
  world.clock().advance(2min);
  world.work_off();
  EXPECT_EQ(world.told().back(), "plan: R-1 waits for approval: 1 devices of J-1 on ids-1");
  EXPECT_FALSE(world.wanted());
  world.clock().advance(24h);
  EXPECT_EQ(world.work_off(), Planner::kLookEvery);
  EXPECT_EQ(world.asked, 3);
}

TEST(PlannerFlow, GivenUpAfterAboutADay) {
  Away world;
  base::Micros passed{0};
  for (; world.wanted(); passed += 1min) {
    ASSERT_LT(passed, 48h);
    world.work_off();
    world.clock().advance(1min);
  }
  EXPECT_GT(passed, 12h);
  EXPECT_LT(passed, 30h);
  EXPECT_EQ(world.asked, 50);
  EXPECT_THAT(world.told(), SizeIs(2));
  EXPECT_THAT(world.told().back(), HasSubstr("no plan after 50 attempts, ids-1: not connected; then: redrive "
                                             "redistribute --ticket RD-2026-000001"));
  world.away = false;
  world.clock().advance(24h);
  world.work_off();
  EXPECT_EQ(world.asked, 50);
}

TEST(PlannerFlow, AClockThatIsSetBackPutsNothingOff) {
  Away world;
  world.work_off();
  world.away = false;
  world.clock().jump_wall(world.clock().utc() - 24h);
  world.work_off();
  EXPECT_THAT(world.told(), Contains(HasSubstr("R-1 waits for approval")));
}

TEST(PlannerFlow, AClockThatIsSetBackALittleOrForwardChangesOnlyWhen) {
  Away world;
  world.work_off();
  world.clock().jump_wall(world.clock().utc() - 20min);
  world.work_off();
  EXPECT_EQ(world.asked, 1) << "within what it may be put off";
  world.clock().jump_wall(world.clock().utc() + 24h);
  world.work_off();
  EXPECT_EQ(world.asked, 2);
  EXPECT_TRUE(world.wanted()) << "attempts count, and no dates";
}

TEST(PlannerFlow, WhatIsAskedForAnewMeanwhileIsNotAnsweredByTheOldAnswer) {
  Away world;
  const auto next = world.ask(NextPlans{});
  ASSERT_TRUE(next->wanted);
  world.clock().advance(1s);
  world.transact([&] { return want_plans(world.flow(), Away::kTicket, "eve"); });
  ASSERT_TRUE(world.ask(PlansAnswered{*next->wanted, {}, std::nullopt}));
  EXPECT_EQ(find_plans_wanted(world.db(), Away::kTicket).value()->by, "eve");
}

}  // namespace
}  // namespace redrive::central::test
