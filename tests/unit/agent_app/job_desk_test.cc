#include "agent/app/job_desk.h"

#include <gmock/gmock.h>

#include "tests/unit/agent_app/job_world.h"

namespace redrive::agent {
namespace {

using model::DeviceState;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using wire::CancelJob;
using wire::CommandAck;
using wire::Distribute;

class JobDeskTest : public test::JobWorld {
 protected:
  CommandAck take(const auto& command) {
    auto ack = life->jobs->take(command);
    EXPECT_TRUE(ack) << ack.error().message;
    return ack ? *ack : CommandAck{};
  }
};

TEST_F(JobDeskTest, AnOrderIsInTheJobLogBeforeItIsAcknowledgedAndThenCarried) {
  manager.hanging = {"dev-1"};
  manager.failures = {{"dev-2", "disk_full"}};
  EXPECT_EQ(take(Distribute{"C-order", test::sample_order()}), (CommandAck{"C-order", true, ""}));
  EXPECT_EQ(life->record().order, test::sample_order());
  manager.wait_for("dev-1");
  EXPECT_EQ(life->states(), (std::map<std::string, DeviceState>{{"dev-1", DeviceState::kRunning}}));
  manager.release("dev-1");
  life->settle();
  EXPECT_THAT(manager.touched, ElementsAre("dev-1", "dev-2", "dev-3"));
  EXPECT_EQ(life->record().open_run(), nullptr);
  const auto ended = life->spooled_of<wire::RunFinished>();
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0], (wire::RunFinished{"J-1", 1, "", 2, 1, 0}));
  EXPECT_EQ(life->spooled_of<wire::OutcomeReport>().size(), 3U);
}

TEST_F(JobDeskTest, AFailureIsAnAlertJustBeforeItsReport) {
  manager.failures = {{"dev-2", "disk_full"}};
  distribute();
  const auto items = life->spooled();
  ASSERT_EQ(items.size(), 5U);
  const auto& alert = std::get<model::Alert>(items[1]);
  EXPECT_EQ(alert.id, "J-1/dev-2/1");
  EXPECT_EQ(alert.server, "ids-1");
  EXPECT_EQ(alert.device, "dev-2");
  EXPECT_EQ(alert.failure_type, "disk_full");
  EXPECT_EQ(alert.location, "Pune");
  EXPECT_EQ(std::get<wire::OutcomeReport>(items[2]).outcome.device, "dev-2");
  EXPECT_TRUE(std::holds_alternative<wire::RunFinished>(items[4]));
}

TEST_F(JobDeskTest, TheSameCommandAgainGetsTheSameAnswerAndRunsNothing) {
  const Distribute order{"C-order", test::sample_order()};
  const auto first = take(order);
  life->settle();
  EXPECT_EQ(take(order), first);
  begin();
  life->jobs->resume_all();
  EXPECT_EQ(take(order), first);
  EXPECT_EQ(take(Distribute{"C-another-id", test::sample_order()}).accepted, true);
  EXPECT_EQ(life->jobs->open_logs(), 0U);
  EXPECT_EQ(manager.orders.size(), 1U);
}

TEST_F(JobDeskTest, AnApprovedPlanRunsOnTheDevicesThatDidNotSucceedAndOnlyOnce) {
  manager.failures = {{"dev-2", "disk_full"}};
  distribute();
  manager.failures.clear();
  const auto made = plan();
  EXPECT_TRUE(take(approve(made)).accepted);
  life->settle();
  ASSERT_EQ(manager.orders.size(), 2U);
  EXPECT_THAT(manager.orders[1].devices, ElementsAre("dev-2"));
  EXPECT_EQ(manager.orders[1].run, 2U);
  EXPECT_EQ(life->spooled_of<wire::RunFinished>().back(), (wire::RunFinished{"J-1", 2, made.digest, 1, 0, 0}));
  EXPECT_TRUE(take(approve(made)).accepted);  // the same command: the same answer
  const auto twice = take(approve(made, "C-again"));
  EXPECT_FALSE(twice.accepted);
  EXPECT_THAT(twice.why, HasSubstr("runs once"));
  EXPECT_EQ(manager.orders.size(), 2U);
}

TEST_F(JobDeskTest, APlanThatChangedOrExpiredIsRefusedForGood) {
  manager.failures = {{"dev-1", "disk_full"}, {"dev-2", "disk_full"}};
  distribute();
  const auto old = plan();
  auto late = approve(old, "C-late");
  late.expires_at = clock.utc() - base::Micros{1};
  EXPECT_THAT(take(late).why, HasSubstr("expired"));
  manager.failures.erase("dev-1");
  EXPECT_TRUE(take(approve(old, "C-first")).accepted);
  life->settle();
  auto changed = approve(old, "C-changed");
  changed.digest = "blake2b:00";
  EXPECT_THAT(take(changed).why, HasSubstr("has changed"));
  begin();
  EXPECT_THAT(take(changed).why, HasSubstr("has changed"));
  EXPECT_EQ(manager.orders.size(), 2U);
  EXPECT_EQ(life->jobs->open_logs(), 0U);
}

TEST_F(JobDeskTest, ACancelEndsTheRunAndARepeatOfItLeavesTheNextRunAlone) {
  manager.hanging = {"dev-1"};
  take(Distribute{"C-order", test::sample_order()});
  manager.wait_for("dev-1");
  const CancelJob cancel{"C-cancel", "J-1", "ann"};
  EXPECT_TRUE(take(cancel).accepted);
  life->settle();
  EXPECT_EQ(life->spooled_of<wire::RunFinished>().back(), (wire::RunFinished{"J-1", 1, "", 0, 0, 3}));
  EXPECT_THAT(manager.touched, ElementsAre("dev-1"));
  manager.touched.clear();
  EXPECT_TRUE(take(approve(plan())).accepted);
  manager.wait_for("dev-1");
  EXPECT_TRUE(take(cancel).accepted);
  manager.release("dev-1");
  life->settle();
  EXPECT_EQ(life->spooled_of<wire::RunFinished>().back().succeeded, 3U);
}

TEST_F(JobDeskTest, ACancelDuringAFetchCancelsEveryDevice) {
  std::mutex fetching;
  fetching.lock();
  life->on_fetch = [&](const auto&, const std::stop_token& stop) -> std::optional<FetchFailure> {
    fetching.unlock();
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any stopped;
    stopped.wait(lock, stop, [] { return false; });
    return FetchFailure{"transfer_interrupted", "stopped"};
  };
  take(Distribute{"C-order", test::sample_order()});
  fetching.lock();
  take(CancelJob{"C-cancel", "J-1", "ann"});
  life->settle();
  EXPECT_THAT(manager.touched, IsEmpty());
  EXPECT_EQ(life->spooled_of<wire::RunFinished>().back().cancelled, 3U);
  EXPECT_THAT(life->spooled_of<model::Alert>(), IsEmpty());
  fetching.unlock();
}

TEST_F(JobDeskTest, APackageThatCannotBeHadFailsEveryDeviceWithItsType) {
  life->on_fetch = [](const model::PackageRef& package, const auto&) -> std::optional<FetchFailure> {
    if (package.name == "app.deb") return std::nullopt;
    return FetchFailure{"checksum_mismatch", "came 3 times with a wrong checksum"};
  };
  distribute(600);
  EXPECT_THAT(manager.orders, IsEmpty());
  EXPECT_EQ(life->spooled_of<wire::RunFinished>().back().failed, 600U);
  const auto outcome = life->record().outcomes.back();
  EXPECT_EQ(outcome.failure_type, "checksum_mismatch");
  EXPECT_EQ(outcome.package, "data.tar");
  EXPECT_EQ(life->spooled_of<model::Alert>().size(), 600U);
}

TEST_F(JobDeskTest, OutsideItsHoursAJobWaitsAndCanBeCancelled) {
  ::setenv("TZ", "UTC", 1);  // the test's clock begins at midnight
  auto order = test::sample_order();
  order.parameters.window = "00:10-00:20";
  take(Distribute{"C-order", order});
  life->later.wait();
  clock.advance(std::chrono::minutes(7));
  EXPECT_EQ(life->later.next(), std::chrono::minutes(5));  // not ten: a clock that is set meanwhile is seen
  EXPECT_EQ(life->later.next(), std::chrono::minutes(3));
  EXPECT_THAT(manager.orders, IsEmpty());
  take(CancelJob{"C-cancel", "J-1", "ann"});
  life->settle();
  EXPECT_EQ(life->spooled_of<wire::RunFinished>().back().cancelled, 3U);
}

TEST_F(JobDeskTest, InsideItsHoursAJobRuns) {
  ::setenv("TZ", "UTC", 1);
  auto order = test::sample_order();
  order.parameters.window = "00:10-00:20";
  take(Distribute{"C-order", order});
  life->later.wait();
  clock.advance(std::chrono::minutes(10));
  life->settle();
  EXPECT_EQ(manager.orders.size(), 1U);
}

TEST_F(JobDeskTest, TheManagerIsToldWhereTheDevicesAre) {
  auto order = test::sample_order();
  order.addresses = {{"dev-2", "10.0.0.2", "root", 2222}};
  manager.failures = {{"dev-2", "disk_full"}};
  take(Distribute{"C-order", order});
  life->settle();
  EXPECT_TRUE(take(approve(plan())).accepted);
  life->settle();
  for (const auto& told : {manager.orders[0], manager.preflights.back(), manager.orders[1]}) {
    EXPECT_EQ(told.addresses, order.addresses);
  }
}

TEST_F(JobDeskTest, ManyJobsLeaveNoLogOpen) {
  for (int i = 0; i < 30; ++i) {
    auto order = test::sample_order(1);
    order.job = fmt::format("J-{}", i);
    take(Distribute{fmt::format("C-{}", i), order});
  }
  life->settle();
  begin();
  life->jobs->resume_all();
  EXPECT_EQ(life->jobs->open_logs(), 0U);
  EXPECT_EQ(manager.touched.size(), 30U);
}

// ---- what an approved plan leaves out, and where devices go on

TEST_F(JobDeskTest, ARunLeavesOutWhatThePlanLeftOutAndGoesOnWhereDevicesStopped) {
  manager.failures = {{"dev-1", "install_failed"}, {"dev-2", "install_failed"}, {"dev-3", "disk_full"}};
  manager.done = {{"dev-1", 3}};
  distribute();
  manager.failures.clear();
  auto made = plan_job(life->place, "J-1", std::chrono::hours(1), {{"dev-2"}, false});
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->devices[0].done, 3U);
  auto command = approve(*made);
  EXPECT_FALSE(life->jobs->take(command)->accepted) << "without its wishes it is another plan";
  command.command = "C-with";
  command.wishes = made->wishes;
  ASSERT_TRUE(life->jobs->take(command)->accepted);
  life->settle();
  EXPECT_EQ(manager.orders.back().devices, (std::vector<std::string>{"dev-1", "dev-3"}));
  EXPECT_EQ(manager.orders.back().done, (std::vector<std::uint32_t>{3, 0}));
  EXPECT_EQ(plan().devices.size(), 1U);
}

TEST_F(JobDeskTest, TwoApprovalsOfOneJobAtOnceRunOnce) {
  manager.failures = {{"dev-1", "disk_full"}};
  distribute();
  manager.failures.clear();
  manager.hanging = {"dev-1"};
  const auto made = plan();
  ASSERT_TRUE(life->jobs->take(approve(made, "C-first"))->accepted);
  manager.wait_for("dev-1");
  const auto second = life->jobs->take(approve(made, "C-second"));
  EXPECT_FALSE(second->accepted);
  EXPECT_NE(second->why.find("already ran as run 2"), std::string::npos) << second->why;
  manager.release("dev-1");
  life->settle();
  EXPECT_EQ(manager.orders.size(), 2U);
}

}  // namespace
}  // namespace redrive::agent
