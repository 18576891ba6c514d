// The agent may end between any two records of a job log: what was done is not done again, what is not known is asked,
// what was left is done, and everything is reported.
#include <gmock/gmock.h>

#include "agent/joblog/records.h"
#include "tests/unit/agent_app/job_world.h"

namespace redrive::agent {
namespace {

using model::DeviceState;
using testing::IsEmpty;
using testing::UnorderedElementsAreArray;

std::vector<LogRecord> records_of(const std::filesystem::path& log) {
  std::vector<LogRecord> records;
  EXPECT_TRUE(sys::read_records(log, [&](std::string_view bytes) { records.push_back(*decode_record(bytes)); }));
  return records;
}

class RestartTest : public test::JobWorld {
 protected:
  // The log of a distribution of which one device failed, and of the redistribution of that one.
  std::vector<LogRecord> whole_story() {
    manager.failures = {{"dev-2", "disk_full"}};
    distribute();
    manager.failures.clear();
    EXPECT_TRUE(life->jobs->take(approve(plan()))->accepted);
    life->settle();
    return records_of(job_log_path(dir.path(), "J-1"));
  }
};

// What a log's first records leave to do.
struct Left {
  std::vector<std::string> ended, unknown, pending;
  std::uint32_t run = 0;  // 0 = none is open

  explicit Left(std::span<const LogRecord> records) {
    std::map<std::string, DeviceState> states;
    for (const auto& record : records) {
      if (std::holds_alternative<OrderReceived>(record)) run = 1, states = fresh({"dev-1", "dev-2", "dev-3"});
      if (std::holds_alternative<PlanApproved>(record)) run = 2, states = fresh({"dev-2"});
      if (std::holds_alternative<RunEnded>(record)) run = 0, states.clear();
      if (const auto* one = std::get_if<DeviceReported>(&record)) states[one->outcome.device] = one->outcome.state;
    }
    for (const auto& [device, state] : states) {
      (state == DeviceState::kPending ? pending : state == DeviceState::kRunning ? unknown : ended).push_back(device);
    }
  }
  static std::map<std::string, DeviceState> fresh(const std::vector<std::string>& devices) {
    std::map<std::string, DeviceState> states;
    for (const auto& device : devices) states[device] = DeviceState::kPending;
    return states;
  }
};

TEST_F(RestartTest, BetweenEveryTwoRecords) {
  const auto records = whole_story();
  ASSERT_EQ(records.size(), 12U);  // order, 3 starts and ends, end; approval, start and end, end
  for (std::size_t kept = 0; kept <= records.size(); ++kept) {
    SCOPED_TRACE(fmt::format("after {} records", kept));
    const auto first = std::span(records).first(kept);
    const Left left(first);
    test::TempDir folder;
    ASSERT_TRUE((*JobLog::open(folder.path(), "J-1"))->append(first));
    test::FakeManager after;
    test::AgentLife next(folder.path(), after, clock, random);
    next.jobs->resume_all();
    next.settle();
    EXPECT_THAT(after.asked, UnorderedElementsAreArray(left.unknown));
    EXPECT_THAT(after.touched, UnorderedElementsAreArray(left.pending));
    std::vector<std::string> reported, expected = left.ended;
    for (const auto& one : next.spooled_of<wire::OutcomeReport>()) reported.push_back(one.outcome.device);
    expected.insert(expected.end(), left.unknown.begin(), left.unknown.end());
    expected.insert(expected.end(), left.pending.begin(), left.pending.end());
    EXPECT_THAT(reported, UnorderedElementsAreArray(expected));
    const auto ends = next.spooled_of<wire::RunFinished>();
    ASSERT_EQ(ends.size(), left.run == 0 ? 0U : 1U);
    if (left.run == 0) continue;
    EXPECT_EQ(ends[0].run, left.run);
    EXPECT_EQ(ends[0].succeeded + ends[0].failed + ends[0].cancelled, expected.size());
    EXPECT_EQ(next.record().open_run(), nullptr);
  }
}

TEST_F(RestartTest, WithATornTailOfAnyLengthNothingIsDoneTwice) {
  distribute();
  const auto log = job_log_path(dir.path(), "J-1");
  const auto size = std::filesystem::file_size(log);
  for (auto length = size - 1; length > size - 200; length -= 7) {
    SCOPED_TRACE(fmt::format("{} of {} bytes", length, size));
    test::TempDir folder;
    const auto copy = job_log_path(folder.path(), "J-1");
    std::filesystem::create_directories(copy.parent_path());
    std::filesystem::copy_file(log, copy);
    std::filesystem::resize_file(copy, length);
    ASSERT_TRUE(JobLog::open(folder.path(), "J-1"));  // cuts the tail off
    const Left left(records_of(copy));
    std::filesystem::copy_file(log, copy, std::filesystem::copy_options::overwrite_existing);
    std::filesystem::resize_file(copy, length);
    test::FakeManager after;
    test::AgentLife next(folder.path(), after, clock, random);
    next.jobs->resume_all();
    next.settle();
    EXPECT_THAT(after.asked, UnorderedElementsAreArray(left.unknown));
    EXPECT_THAT(after.touched, UnorderedElementsAreArray(left.pending));
    EXPECT_EQ(next.record().open_run(), nullptr);
  }
}

TEST_F(RestartTest, AnOrderCutOffWhileItWasWrittenIsTakenAnew) {
  distribute(2);
  const auto log = job_log_path(dir.path(), "J-1");
  std::filesystem::resize_file(log, 40);
  begin();
  life->jobs->resume_all();
  EXPECT_EQ(life->jobs->open_logs(), 0U);
  manager.touched.clear();
  distribute(2);
  EXPECT_EQ(manager.touched.size(), 2U);
}

}  // namespace
}  // namespace redrive::agent
