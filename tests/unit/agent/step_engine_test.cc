#include "agent/manager/step_engine.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/unit/agent/fake_carrier.h"
#include "tests/unit/agent/samples.h"

namespace redrive::agent {
namespace {

using model::DeviceState;
using testing::ElementsAre;

class StepEngineTest : public testing::Test {
 protected:
  StepEngineTest() {
    order_.job = "J-1";
    order_.run = 2;
    order_.devices = {"dev-1"};
    order_.packages = {{"a.deb", "/store/a"}, {"b.deb", "/store/b"}};
    order_.parameters.before = {"stop", "{device}"};
    order_.parameters.install = {"inst", "{package}"};
    order_.parameters.verify = {"ver"};
    order_.parameters.after = {"start"};
  }
  void run(std::stop_token stop = {}) {
    reports_.clear();
    carry_out(
        carrier_, order_, 0, clock_, [this](auto outcome) { reports_.push_back(outcome); }, stop);
  }
  const model::DeviceOutcome& end() { return reports_.back(); }

  test::FakeCarrier carrier_;
  RunOrder order_;
  base::ManualClock clock_;
  std::vector<model::DeviceOutcome> reports_;
};

TEST_F(StepEngineTest, DoesTheStepsInOrderAndLeavesTheReceiptLast) {
  run();
  EXPECT_THAT(carrier_.steps,
              ElementsAre("dev-1: put a.deb", "dev-1: put b.deb", "dev-1: stop dev-1", "dev-1: inst /on/dev-1/a.deb",
                          "dev-1: inst /on/dev-1/b.deb", "dev-1: ver", "dev-1: start", "dev-1: receipt"));
  ASSERT_EQ(reports_.size(), 6U);
  EXPECT_EQ(reports_[0].state, DeviceState::kRunning);
  EXPECT_EQ(end(), (model::DeviceOutcome{"dev-1", DeviceState::kSucceeded, "", "", "", 2, clock_.utc()}));
  EXPECT_TRUE(carrier_.receipts.contains("dev-1/J-1.2"));
}

TEST_F(StepEngineTest, EachAttemptPreparesTheDeviceWhereTheOrderSaysItIs) {
  order_.addresses = {{"dev-0", "10.0.0.9"}, {"dev-1", "10.0.0.1", "till", 2222}};
  order_.parameters.retries = 1;
  carrier_.faults["ver"] = {{"verify_failed", "no", false}};
  run();
  ASSERT_EQ(carrier_.prepared.size(), 2U);
  for (const Target& target : carrier_.prepared) {
    EXPECT_EQ(target.job, "J-1");
    EXPECT_EQ(target.where, order_.addresses[1]);
  }
}

TEST_F(StepEngineTest, TheStartIsReportedBeforeTheDeviceIsTouched) {
  carrier_.on_step = [this](const std::string&) { EXPECT_FALSE(reports_.empty()); };
  run();
}

TEST_F(StepEngineTest, AFailedStepEndsTheRestAndNamesStepTypeAndPackage) {
  struct Case {
    std::string step, type, package, message;
  };
  const Case cases[] = {
      {"put b.deb", "disk_full", "b.deb", "copy b.deb: full"},
      {"stop dev-1", "install_failed", "", "before: full"},
      {"inst /on/dev-1/b.deb", "install_failed", "b.deb", "install b.deb: full"},
      {"ver", "verify_failed", "", "verify: full"},
      {"start", "install_failed", "", "after: full"},
  };
  for (const Case& c : cases) {
    carrier_.steps.clear();
    carrier_.faults[c.step] = {{c.step.starts_with("put") ? "disk_full" : "", "full", false}};
    run();
    EXPECT_EQ(end().state, DeviceState::kFailed);
    EXPECT_EQ(end().failure_type, c.type);
    EXPECT_EQ(end().package, c.package);
    EXPECT_EQ(end().message, c.message);
    EXPECT_EQ(carrier_.steps.back(), "dev-1: " + c.step);
  }
  EXPECT_TRUE(carrier_.receipts.empty());
}

TEST_F(StepEngineTest, FurtherAttemptsEachHaveTheWholeTimeout) {
  order_.parameters.retries = 2;
  order_.parameters.timeout = std::chrono::seconds(60);
  carrier_.on_step = [this](const std::string&) { clock_.advance(std::chrono::seconds(1)); };
  carrier_.faults["ver"] = {{"", "no", false}, {"", "no", false}};
  const auto begin = clock_.steady();
  run();
  EXPECT_EQ(end().state, DeviceState::kSucceeded);
  EXPECT_EQ(carrier_.deadlines.front(), begin + std::chrono::seconds(60));
  EXPECT_EQ(carrier_.deadlines.back(), begin + std::chrono::seconds(11 + 60));  // six steps, then five without "stop"

  carrier_.faults["ver"] = {{"", "no", false}, {"", "no", false}, {"", "no", false}};
  run();
  EXPECT_EQ(end().state, DeviceState::kFailed);
  EXPECT_EQ(end().message, "verify: no\n(after 3 attempts)");
}

TEST_F(StepEngineTest, AStopEndsItAsCancelledWithoutAFurtherAttempt) {
  order_.parameters.retries = 5;
  std::stop_source stop;
  carrier_.on_step = [&](const std::string& step) {
    if (step == "inst /on/dev-1/a.deb") stop.request_stop();
  };
  run(stop.get_token());
  EXPECT_EQ(end().state, DeviceState::kCancelled);
  EXPECT_EQ(carrier_.steps.back(), "dev-1: inst /on/dev-1/a.deb");

  carrier_.on_step = {};
  carrier_.steps.clear();
  carrier_.faults["ver"] = {{"", "stopped", true}};
  run();
  EXPECT_EQ(end().state, DeviceState::kCancelled);
  EXPECT_TRUE(end().failure_type.empty());
}

TEST_F(StepEngineTest, WithoutCommandsCopyingIsAll) {
  order_.parameters = {};
  run();
  EXPECT_EQ(end().state, DeviceState::kSucceeded);
  EXPECT_THAT(carrier_.steps, ElementsAre("dev-1: put a.deb", "dev-1: put b.deb", "dev-1: receipt"));
}

TEST_F(StepEngineTest, AReceiptThatCannotBeWrittenDoesNotUndoSuccess) {
  carrier_.faults["receipt"] = {{"disk_full", "full", false}};
  run();
  EXPECT_EQ(end().state, DeviceState::kSucceeded);
}

// ---- going on where a device stopped. Steps: put a, put b, stop, inst a, inst b, ver, start.

TEST_F(StepEngineTest, GoesOnAtTheFirstStepThatIsNotProvenAndPutsOnlyWhatThatNeeds) {
  order_.done = {4};
  run();
  EXPECT_THAT(carrier_.steps, ElementsAre("dev-1: put b.deb", "dev-1: inst /on/dev-1/b.deb", "dev-1: ver",
                                          "dev-1: start", "dev-1: receipt"));
  EXPECT_EQ(reports_[0].done, 4U);
  EXPECT_EQ(end().state, DeviceState::kSucceeded);
}

TEST_F(StepEngineTest, TellsOfEachProvenCommandAndHowFarAFailedDeviceCame) {
  carrier_.faults["inst /on/dev-1/b.deb"] = {{"", "no", false}};
  run();
  std::vector<std::uint32_t> told;
  for (const auto& report : reports_) told.push_back(report.done);
  EXPECT_THAT(told, ElementsAre(0U, 3U, 4U, 4U));
  EXPECT_EQ(end().state, DeviceState::kFailed);
}

TEST_F(StepEngineTest, WhatVerifyFindsWrongIsInstalledAgainButNotWhereItWasNotReached) {
  carrier_.faults["ver"] = {{"", "wrong", false}, {"device_unreachable", "gone", false}};
  run();
  EXPECT_EQ(end().done, 3U);  // from the first installation on
  run();
  EXPECT_EQ(end().done, 5U);  // the installation is as it was
}

TEST_F(StepEngineTest, WithoutAnInstallationItIsTheCopyThatIsNotProven) {
  order_.parameters.before = order_.parameters.install = {};
  order_.parameters.verify = {"cmp", "{package}"};
  carrier_.faults["cmp /on/dev-1/b.deb"] = {{"", "differs", false}};
  run();
  EXPECT_EQ(end().done, 1U);
}

TEST_F(StepEngineTest, AnotherAttemptGoesOnWhereTheLastOneStopped) {
  order_.parameters.retries = 1;
  carrier_.faults["inst /on/dev-1/b.deb"] = {{"", "no", false}};
  run();
  EXPECT_EQ(end().state, DeviceState::kSucceeded);
  EXPECT_EQ(std::ranges::count(carrier_.steps, "dev-1: stop dev-1"), 1);
  EXPECT_EQ(std::ranges::count(carrier_.steps, "dev-1: inst /on/dev-1/a.deb"), 1);
  EXPECT_EQ(std::ranges::count(carrier_.steps, "dev-1: inst /on/dev-1/b.deb"), 2);
}

TEST_F(StepEngineTest, ANumberOfStepsThatNoJobHasRunsNothingTwice) {
  order_.done = {99};
  run();
  EXPECT_THAT(carrier_.steps, ElementsAre("dev-1: receipt"));
}

}  // namespace
}  // namespace redrive::agent
