#include "tests/simulated_agents/simulated_agent.h"

#include <gtest/gtest.h>

#include "shared/base/digest.h"
#include "tests/unit/agent_app/link_world.h"

namespace redrive::simulated {
namespace {

using agent::test::FakeCentral;
using agent::test::kKey;
using agent::test::Script;
using model::DeviceState;
using std::chrono::hours;
using std::chrono::milliseconds;

FleetScript script_of() {
  FleetScript script;
  script.servers = 1, script.devices = 4;
  script.causes = {{"keys", "server", "auth_failed", "Permission denied", 50}};
  return script;
}

// One agent and the central at its other end, in one thread.
class SimulatedAgentTest : public testing::Test {
 protected:
  SimulatedAgentTest() {
    hub.gate().set_allowed({kKey});
    agent = make();
    loop.add_pump([this] {
      if (!std::exchange(due, false)) return false;
      agent->pump();
      return due;
    });
  }

  std::unique_ptr<SimulatedAgent> make(base::Micros work = milliseconds(2)) {
    return std::make_unique<SimulatedAgent>(
        around, world, world.servers()[0], work, [this] { return hub.dial(kKey); }, [this] { due = true; });
  }
  void play(Script& script) {
    script.run([this] { central.turn(); });
  }
  template <typename T>
  std::function<bool()> heard(std::size_t count) {
    return [this, count] { return central.count<T>() >= count; };
  }
  void order(const std::string& command = "C-1") {
    model::JobOrder order{
        "J-1", "job", "ids-00001", {{"app.bin", 3, base::digest_of("app")}}, world.servers()[0].devices, {}, {}};
    order.parameters.parallel = 2;
    central.send(wire::Distribute{command, order});
  }
  void acknowledge(const wire::SpoolBatch& batch) {
    central.send(wire::SpoolAck{batch.spool, batch.first_number + batch.items.size() - 1});
  }
  void acknowledge_all() {
    central.on_message = [this](const wire::Envelope& envelope) {
      if (const auto* batch = std::get_if<wire::SpoolBatch>(&envelope.message)) acknowledge(*batch);
    };
  }
  // All items told, each once.
  template <typename T>
  std::vector<T> told() const {
    std::map<std::uint64_t, wire::SpoolItem> items;
    for (const auto& batch : central.all<wire::SpoolBatch>()) {
      for (std::size_t i = 0; i < batch.items.size(); ++i) items[batch.first_number + i] = batch.items[i];
    }
    std::vector<T> out;
    for (const auto& [number, item] : items) {
      if (const auto* one = std::get_if<T>(&item)) out.push_back(*one);
    }
    return out;
  }
  std::function<bool()> finished(std::size_t runs) {
    return [this, runs] { return told<wire::RunFinished>().size() >= runs; };
  }

  sys::EventLoop loop;
  base::SystemClock clock;
  base::SeededRandom random{7};
  Counters counters;
  Surroundings around{loop, clock, random, counters, {milliseconds(1), milliseconds(4)}, hours(1), hours(1), hours(1)};
  World world = *World::make(script_of());
  link::MemoryHub hub{clock};
  FakeCentral central{hub};
  bool due = false;
  std::unique_ptr<SimulatedAgent> agent;
};

TEST_F(SimulatedAgentTest, DoesAnOrderAndReportsItUntilItIsAcknowledged) {
  agent->start();
  Script script(loop);
  script.when("the hello", heard<wire::Hello>(1), [&] { order(); })
      .when("its acknowledgement", heard<wire::CommandAck>(1))
      .when("the first batch", heard<wire::SpoolBatch>(1),
            [&] {
              acknowledge(central.all<wire::SpoolBatch>()[0]);
              acknowledge_all();
            })
      .when("the end", finished(1))
      .when("an empty spool", [&] { return counters.unacknowledged == 0; });
  play(script);
  EXPECT_EQ(central.all<wire::Hello>()[0].name, "ids-00001");
  EXPECT_TRUE(central.all<wire::CommandAck>()[0].accepted);
  EXPECT_EQ(told<wire::OutcomeReport>().size(), 4U);
  EXPECT_EQ(told<wire::RunFinished>(), (std::vector<wire::RunFinished>{{"J-1", 1, "", 2, 2, 0}}));
  const auto alerts = told<model::Alert>();
  ASSERT_EQ(alerts.size(), 2U);
  EXPECT_EQ(alerts[0].failure_type, "auth_failed");
  EXPECT_EQ(alerts[0].location, "S00001");
  EXPECT_EQ(counters.succeeded, 2U);
  EXPECT_EQ(counters.failed, 2U);
  EXPECT_EQ(counters.open_runs, 0U);
}

TEST_F(SimulatedAgentTest, WhatIsMendedSucceedsInAnApprovedPlanWhichRunsOnce) {
  acknowledge_all();
  agent->start();
  wire::RunPlan run{"C-2", "J-1", "", "anna", clock.utc(), clock.utc() + hours(1)};
  Script script(loop);
  script.when("the hello", heard<wire::Hello>(1), [&] { order(); })
      .when("the end of the distribution", finished(1),
            [&] {
              ASSERT_TRUE(world.mend("keys", true));
              central.send(wire::PlanRequest{"J-1", hours(1)}, 5);
            })
      .when("the plan", heard<wire::PlanReply>(1),
            [&] {
              run.digest = central.all<wire::PlanReply>()[0].plan.digest;
              central.send(run);
            })
      .when("the end of the redistribution", finished(2),
            [&] {
              central.send(run);  // a repeat
              run.command = "C-3";
              central.send(run);
            })
      .when("its answers", heard<wire::CommandAck>(4));
  play(script);
  const auto plan = central.all<wire::PlanReply>()[0].plan;
  EXPECT_EQ(plan.devices.size(), 2U);
  EXPECT_TRUE(plan.missing_packages.empty());
  EXPECT_EQ(told<wire::RunFinished>()[1], (wire::RunFinished{"J-1", 2, plan.digest, 2, 0, 0}));
  const auto acks = central.all<wire::CommandAck>();
  EXPECT_TRUE(acks[2].accepted);
  EXPECT_FALSE(acks[3].accepted);
  EXPECT_EQ(counters.plans_run, 1U);
  EXPECT_EQ(counters.commands_repeated, 1U);
  EXPECT_EQ(counters.commands_refused, 1U);
}

TEST_F(SimulatedAgentTest, WhatWasNotAcknowledgedIsSentAgainOnTheNextConnection) {
  agent->start();
  Script script(loop);
  script.when("the hello", heard<wire::Hello>(1), [&] { order(); })
      .when(
          "the end of the work", [&] { return counters.runs_finished == 1; }, [&] { agent->vanish(); })
      .when(
          "its going", [&] { return counters.ready == 0; },
          [&] {
            acknowledge_all();
            agent->start();
          })
      .when("everything", finished(1))
      .when("an empty spool", [&] { return counters.unacknowledged == 0; });
  play(script);
  EXPECT_EQ(told<wire::OutcomeReport>().size(), 4U);
  EXPECT_NE(central.all<wire::Hello>()[0].boot, central.all<wire::Hello>()[1].boot);
}

TEST_F(SimulatedAgentTest, ARestartGoesOnWithEveryDeviceAndDoesNoneTwice) {
  acknowledge_all();
  agent = make(hours(1));  // never done by itself
  agent->start();
  Script script(loop);
  script.when("the hello", heard<wire::Hello>(1), [&] { order(); })
      .when(
          "two devices at work", [&] { return counters.open_runs == 1; }, [&] { agent->restart(); })
      .when("what was cut off, reported", [&] { return told<wire::OutcomeReport>().size() == 2; });
  play(script);
  EXPECT_EQ(counters.open_runs, 1U);
  EXPECT_EQ(counters.succeeded + counters.failed, 2U);
}

TEST_F(SimulatedAgentTest, ACancelledJobLeavesTheRestUndone) {
  acknowledge_all();
  agent = make(milliseconds(20));
  agent->start();
  Script script(loop);
  script.when("the hello", heard<wire::Hello>(1), [&] { order(); })
      .when(
          "two devices at work", [&] { return counters.open_runs == 1; },
          [&] {
            central.send(wire::CancelJob{"C-9", "J-1", "anna"});
          })
      .when("the end", finished(1));
  play(script);
  EXPECT_EQ(told<wire::RunFinished>()[0].cancelled, 2U);
}

TEST_F(SimulatedAgentTest, IsRefusedUntilItsKeyIsAccepted) {
  hub.gate().set_allowed({});
  agent->start();
  Script script(loop);
  script
      .when(
          "three tries", [&] { return counters.refusals >= 3; }, [&] { hub.gate().set_allowed({kKey}); })
      .when("the welcome", [&] { return counters.ready == 1; });
  play(script);
  EXPECT_EQ(counters.welcomes, 1U);
}

}  // namespace
}  // namespace redrive::simulated
