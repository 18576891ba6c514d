// Runs when the disk is full, the spool is full, the log is damaged, or the agent ends.
#include <gmock/gmock.h>

#include <fstream>
#include <future>

#include "tests/unit/agent_app/job_world.h"
#include "tests/unit/sys/small_disk.h"

namespace redrive::agent {
namespace {

using model::DeviceState;
using testing::ElementsAre;
using testing::IsEmpty;
using wire::Distribute;

constexpr base::Micros kTryAgain = std::chrono::seconds(5);

class JobTroubleTest : public test::JobWorld {
 protected:
  std::uintmax_t log_size() { return std::filesystem::file_size(job_log_path(dir.path(), "J-1")); }
};

TEST_F(JobTroubleTest, ACommandThatCannotBeJournalledIsNotAnswered) {
  {
    const sys::FileSizeLimit full(20);
    const auto refused = life->jobs->take(Distribute{"C-order", test::sample_order()});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, base::ErrorCode::kNoSpace);
    EXPECT_EQ(life->jobs->open_logs(), 0U);
  }
  EXPECT_THAT(manager.orders, IsEmpty());
  EXPECT_FALSE(read_job(dir.path(), "J-1"));
  distribute();
  EXPECT_EQ(manager.touched.size(), 3U);
}

TEST_F(JobTroubleTest, ADeviceWhoseStartCannotBeJournalledIsNotTouched) {
  std::optional<sys::FileSizeLimit> full;
  life->on_fetch = [&](const auto&, const auto&) {
    if (!full) full.emplace(log_size() + 5);
    return std::nullopt;
  };
  ASSERT_TRUE(life->jobs->take(Distribute{"C-order", test::sample_order(40)}));
  EXPECT_EQ(life->later.next(), kTryAgain);
  EXPECT_EQ(life->later.next(), kTryAgain);
  EXPECT_THAT(manager.touched, IsEmpty());
  EXPECT_THAT(life->record().outcomes, IsEmpty());
  full.reset();
  life->on_fetch = [](const auto&, const auto&) { return std::nullopt; };
  life->settle();
  EXPECT_EQ(manager.touched.size(), 40U);
  EXPECT_EQ(life->spooled_of<wire::RunFinished>().back().succeeded, 40U);
}

TEST_F(JobTroubleTest, ADiskThatTakesNoMoreThanAFewBytesCancelsNobody) {
  std::optional<sys::FileSizeLimit> full;
  manager.failures = {{"dev-2", "install_failed"}};
  manager.message = std::string(1000, 'm');
  manager.on_touch = [&](const std::string& device) {
    if (device == "dev-2") full.emplace(log_size() + 300);  // its end cannot be written, shorter records could
  };
  ASSERT_TRUE(life->jobs->take(Distribute{"C-order", test::sample_order(10)}));
  life->later.wait();
  full.reset();
  manager.on_touch = {};
  const auto states = life->states();
  EXPECT_EQ(states.size(), 2U);
  EXPECT_EQ(states.at("dev-2"), DeviceState::kRunning);
  EXPECT_EQ(life->later.next(), kTryAgain);
  life->settle();
  EXPECT_THAT(manager.asked, ElementsAre("dev-2"));
  EXPECT_EQ(manager.touched.size(), 10U);  // nobody twice
  EXPECT_EQ(life->spooled_of<wire::RunFinished>().back(), (wire::RunFinished{"J-1", 1, "", 9, 1, 0}));
}

TEST_F(JobTroubleTest, AFullSpoolHoldsTheRunAndReportsNothingTwice) {
  begin(8 * 1024);
  std::set<std::string> reported;
  std::size_t reports = 0;
  ASSERT_TRUE(life->jobs->take(Distribute{"C-order", test::sample_order(150)}));
  while (life->jobs->open_logs() > 0) {
    life->later.wait();  // for the run to give up, or to end
    for (const auto& one : life->spooled_of<wire::OutcomeReport>()) reported.insert(one.outcome.device), ++reports;
    ASSERT_TRUE(life->spool->acknowledged(life->spool->next_number() - 1));
    life->later.next();
  }
  EXPECT_EQ(reported.size(), 150U);
  EXPECT_EQ(reports, 150U);
  EXPECT_EQ(manager.touched.size(), 150U);
}

TEST_F(JobTroubleTest, TheEndOfTheAgentIsNotAFailureOfAnyDevice) {
  std::promise<void> fetching;
  life->on_fetch = [&, &context = life->context](const auto&, const auto&) -> std::optional<FetchFailure> {
    context.stopping = true;  // the signal comes, and the fetch is told
    fetching.set_value();
    return FetchFailure{"transfer_interrupted", "the agent is stopping"};
  };
  ASSERT_TRUE(life->jobs->take(Distribute{"C-order", test::sample_order()}));
  fetching.get_future().wait();
  begin();
  EXPECT_THAT(life->record().outcomes, IsEmpty());
  EXPECT_THAT(life->spooled(), IsEmpty());
  life->jobs->resume_all();
  life->settle();
  EXPECT_EQ(manager.touched.size(), 3U);
}

TEST_F(JobTroubleTest, ADeviceCutOffByTheEndOfTheAgentIsAskedAbout) {
  manager.hanging = {"dev-2"};
  manager.answers = {{"dev-2", "install_failed"}};
  auto order = test::sample_order();
  order.addresses = {{"dev-2", "10.0.0.2", "", 0}};
  ASSERT_TRUE(life->jobs->take(Distribute{"C-order", order}));
  manager.wait_for("dev-2");
  begin();  // stops the run
  EXPECT_EQ(life->states()["dev-2"], DeviceState::kRunning);
  EXPECT_FALSE(life->states().contains("dev-3"));
  life->jobs->resume_all();
  life->settle();
  EXPECT_THAT(manager.asked, ElementsAre("dev-2"));
  EXPECT_THAT(manager.asked_at, ElementsAre("10.0.0.2"));
  EXPECT_THAT(manager.touched, ElementsAre("dev-1", "dev-2", "dev-3"));
  EXPECT_EQ(life->spooled_of<wire::RunFinished>().back(), (wire::RunFinished{"J-1", 1, "", 2, 1, 0}));
}

TEST_F(JobTroubleTest, NoDeviceIsBegunOnceTheAgentIsEnding) {
  manager.on_touch = [&](const auto& device) {
    if (device == "dev-2") life->context.stopping = true;  // the run itself is told to stop only later
  };
  std::promise<void> ended;
  manager.on_end = [&] { ended.set_value(); };
  ASSERT_TRUE(life->jobs->take(Distribute{"C-order", test::sample_order()}));
  ended.get_future().wait();
  manager.on_touch = nullptr, manager.on_end = nullptr;
  begin();
  EXPECT_THAT(manager.touched, ElementsAre("dev-1", "dev-2"));
  EXPECT_FALSE(life->states().contains("dev-3"));
  life->jobs->resume_all();
  life->settle();
  EXPECT_THAT(manager.asked, IsEmpty());
  EXPECT_THAT(manager.touched, ElementsAre("dev-1", "dev-2", "dev-3"));
}

TEST_F(JobTroubleTest, AnInquiryThatTheEndOfTheAgentCutsShortIsNoAnswer) {
  manager.hanging = {"dev-2"};
  ASSERT_TRUE(life->jobs->take(Distribute{"C-order", test::sample_order()}));
  manager.wait_for("dev-2");
  begin();
  std::promise<void> asked;
  manager.on_inquire = [&, &context = life->context] {
    context.stopping = true;
    asked.set_value();
  };
  life->jobs->resume_all();
  asked.get_future().wait();
  begin();
  EXPECT_EQ(life->states()["dev-2"], DeviceState::kRunning);
}

TEST_F(JobTroubleTest, AnApprovedPlanRunsAlthoughTheLogIsDamaged) {
  manager.failures = {{"dev-2", "disk_full"}};
  distribute();
  manager.failures.clear();
  {
    std::fstream log(job_log_path(dir.path(), "J-1"), std::ios::in | std::ios::out | std::ios::binary);
    log.seekp(static_cast<std::streamoff>(log_size()) - 60);
    log.put('\xff');
  }
  begin();
  const auto made = plan();
  EXPECT_EQ(made.completeness, model::Completeness::kInferred);
  const auto before = manager.touched.size();
  ASSERT_TRUE(life->jobs->take(approve(made))->accepted);
  life->settle();
  EXPECT_EQ(manager.touched.size(), before + made.devices.size());
  EXPECT_THAT(manager.asked, IsEmpty());
  EXPECT_EQ(life->spooled_of<wire::RunFinished>().back().succeeded, made.devices.size());
}

}  // namespace
}  // namespace redrive::agent
