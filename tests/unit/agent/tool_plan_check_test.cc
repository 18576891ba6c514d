// What a plan must be that was not made by this agent.
#include "agent/core/tool_plan_check.h"

#include <gmock/gmock.h>

#include "agent/core/plan_parts.h"
#include "tests/unit/agent/samples.h"

namespace redrive::agent {
namespace {

using model::DeviceState;
using test::context;
using test::fold;
using test::kNow;
using test::received;
using test::reported;
using testing::HasSubstr;

// dev-1 has succeeded, dev-2 has three of five steps proven, dev-3 was never begun.
JobRecord sample() {
  DeviceReported running = reported("dev-2", DeviceState::kRunning);
  running.outcome.done = 3;
  return fold({received(3), reported("dev-1", DeviceState::kSucceeded), running,
               reported("dev-2", DeviceState::kFailed, 1, "install_failed"), RunEnded{1, kNow}});
}

class ToolPlanCheck : public testing::Test {
 protected:
  std::string words(const PlanContext& with) {
    const auto checked = check_tool_plan(plan, record, with);
    return checked ? "good" : checked.error().message;
  }
  std::string words() { return words(context()); }

  JobRecord record = sample();
  model::Plan plan = *make_plan(record, context());
};

TEST_F(ToolPlanCheck, TheAgentsOwnPasses) {
  EXPECT_EQ(words(), "good");
}

TEST_F(ToolPlanCheck, DevicesOrderAndReasonsAreTheToolsToSay) {
  std::swap(plan.devices[0], plan.devices[1]);
  plan.devices[0].reason = "looks asleep";
  plan.diff = {"  anything"};
  EXPECT_EQ(words(), "good");
  plan.devices.pop_back();
  EXPECT_EQ(words(), "good");
  plan.devices.clear();
  EXPECT_EQ(words(), "it names no device");
}

TEST_F(ToolPlanCheck, JobServerAndRunAreTheRecords) {
  auto good = plan;
  plan.job = "J-2";
  EXPECT_EQ(words(), "it is of J-2, not of J-1");
  plan = good, plan.server = "ids-2";
  EXPECT_EQ(words(), "it is for ids-2, not for ids-1");
  plan = good, plan.run = 3;
  EXPECT_EQ(words(), "it is run 3; the next one is 2");
}

TEST_F(ToolPlanCheck, PackagesParametersAndCommandsAreTheOrders) {
  auto good = plan;
  plan.packages.pop_back();
  EXPECT_THAT(words(), HasSubstr("packages"));
  plan = good, plan.packages[0].digest = plan.packages[1].digest;
  EXPECT_THAT(words(), HasSubstr("packages"));
  plan = good, plan.parameters.install = {"sh", "-c", "anything"};
  EXPECT_THAT(words(), HasSubstr("parameters"));
  plan = good, plan.parameters.window = "";
  plan.parameters.retries += 1;
  EXPECT_THAT(words(), HasSubstr("parameters"));
  plan = good, plan.commands[0] = {"sh", "-c", "anything"};
  EXPECT_THAT(words(), HasSubstr("commands"));
}

TEST_F(ToolPlanCheck, DevicesAreOrderedOnesThatAreNotDoneEachOnce) {
  auto good = plan;
  plan.devices.push_back({"dev-9", "why not"});
  EXPECT_EQ(words(), "device dev-9 is not in the order, or named twice");
  plan = good, plan.devices.push_back(plan.devices[0]);
  EXPECT_EQ(words(), "device dev-2 is not in the order, or named twice");
  plan = good, plan.devices.push_back({"dev-1", "again"});
  EXPECT_EQ(words(), "device dev-1 has succeeded");
  plan = good;
  auto wished = context();
  wished.wishes.exclude = {"dev-3*"};
  EXPECT_EQ(words(wished), "device dev-3 is to be left out");
  wished.wishes = {};
  wished.wishes.only = {"dev-2"};
  EXPECT_EQ(words(wished), "device dev-3 is to be left out");
}

TEST_F(ToolPlanCheck, NoStepIsLeftOutThatIsNotProvenOrIsWishedAgain) {
  ASSERT_EQ(plan.devices[0].done, 3U);
  auto good = plan;
  plan.devices[0].done = 4;
  EXPECT_THAT(words(), HasSubstr("dev-2 is to go on after 4 of 5 steps, where 3 are proven"));
  plan = good, plan.devices[1].done = 1;
  EXPECT_THAT(words(), HasSubstr("dev-3 is to go on after 1 of 5 steps, where 0 are proven"));
  plan = good;
  auto wished = context();
  wished.wishes.from_start = true;
  EXPECT_THAT(words(wished), HasSubstr("where 0 are proven"));
  record.damage = {"torn"};
  plan.run = record.next_run(), plan.parts = parts_of(record), plan.completeness = worst_of(plan.parts);
  EXPECT_THAT(words(), HasSubstr("where 0 are proven")) << "what is proven may be what is torn";
}

TEST_F(ToolPlanCheck, TheDigestCoversWhereADeviceGoesOn) {
  auto good = plan;
  plan.devices[0].done = 2;  // fewer than proven is no danger, but the reason must say it
  EXPECT_THAT(words(), HasSubstr("does not say where it goes on"));
  plan.devices[0].reason = "failed; goes on at step 3 of 5: install app.deb";
  EXPECT_EQ(words(), "good");
  plan = good, plan.devices[0].reason = "failed";
  EXPECT_THAT(words(), HasSubstr("does not say where it goes on"));
  plan = good, plan.devices[1].reason += "; goes on at step 3 of 5: install app.deb";
  EXPECT_THAT(words(), HasSubstr("does not say where it goes on"));
  plan = good, plan.devices[1].reason = "";
  EXPECT_THAT(words(), HasSubstr("does not say where it goes on"));
}

TEST_F(ToolPlanCheck, ReasonsAreForPeopleToRead) {
  for (const auto& reason : {std::string("\x1b[2J"), std::string("two\nlines"), std::string(1001, 'x')}) {
    plan.devices[1].reason = reason;
    EXPECT_THAT(words(), HasSubstr("is not one line of at most 1000 bytes"));
  }
}

TEST_F(ToolPlanCheck, IsNotSurerThanTheAgent) {
  plan.completeness = model::Completeness::kInferred;
  EXPECT_EQ(words(), "it is surer than the job log allows") << "not what its parts add up to";
  plan = *make_plan(record, context());
  record.other_order = true;
  EXPECT_EQ(words(), "it is surer than the job log allows");
}

TEST_F(ToolPlanCheck, TheRestIsTheAgents) {
  auto here = context(kNow + std::chrono::hours(2));
  here.package_present = [](const model::PackageRef& package) { return package.name != "data.tar"; };
  here.wishes = {{"dev-9"}, false, "a manifest"};
  plan.digest = "mine";
  plan.missing_packages = {"app.deb"};
  plan.diff = {"  red \x1b[31m", std::string(5000, 'x')};
  plan.parts[0].note = "two\nlines";
  plan.preflight = {{"all", true, "is well"}};
  finish_tool_plan(plan, here);
  EXPECT_EQ(plan.missing_packages, std::vector<std::string>{"data.tar"});
  EXPECT_TRUE(plan.preflight.empty());
  EXPECT_EQ(plan.diff[0], "  red  [31m");
  EXPECT_EQ(plan.diff[1].size(), 1000U);
  EXPECT_EQ(plan.parts[0].note, "two lines");
  EXPECT_EQ(plan.wishes, here.wishes);
  EXPECT_EQ(plan.expires_at, kNow + std::chrono::hours(3));
  EXPECT_EQ(plan.digest, model::plan_digest(plan));
}

}  // namespace
}  // namespace redrive::agent
