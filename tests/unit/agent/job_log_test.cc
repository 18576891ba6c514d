#include "agent/joblog/job_log.h"

#include <gmock/gmock.h>

#include <fstream>
#include <thread>

#include "agent/core/admission.h"
#include "agent/core/recovery.h"
#include "agent/joblog/records.h"
#include "shared/sys/file.h"
#include "shared/sys/record_log.h"
#include "tests/unit/agent/samples.h"

namespace redrive::agent {
namespace {

using model::DeviceState;
using test::context;
using test::kNow;
using test::received;
using test::reported;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class JobLogTest : public testing::Test {
 protected:
  void append(const std::vector<LogRecord>& records) {
    auto log = JobLog::open(dir_.path(), "J-1");
    ASSERT_TRUE(log) << log.error().message;
    ASSERT_TRUE((*log)->append(records));
  }
  JobRecord read() {
    auto record = read_job(dir_.path(), "J-1");
    EXPECT_TRUE(record) << record.error().message;
    return record ? *record : JobRecord{};
  }
  std::string bytes() { return *sys::read_file(path()); }
  void rewrite(const std::string& bytes) { std::ofstream(path(), std::ios::binary) << bytes; }
  std::filesystem::path path() { return job_log_path(dir_.path(), "J-1"); }

  test::TempDir dir_;
};

TEST(LogRecords, ComeBackAsTheyWere) {
  const JobRecord open = test::fold({received(), RunEnded{1, kNow}});
  const LogRecord records[] = {received(),
                               reported("dev-1", DeviceState::kFailed, 3, "disk_full", "No space\n"),
                               PlanApproved{*make_plan(open, context()), "ann", kNow, "C-2"},
                               RunEnded{7, kNow},
                               CancelTaken{"C-3", "bob", kNow},
                               CommandRefused{"C-4", "why not", kNow}};
  for (const LogRecord& record : records) {
    const auto back = decode_record(encode_record(record));
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(*back, record);
  }
}

TEST(LogRecords, RubbishIsAnErrorInWords) {
  const std::string good = encode_record(received());
  for (const std::string& whole : {good, encode_record(reported("dev-1", DeviceState::kFailed, 300, "t", "m"))}) {
    for (std::size_t length = 0; length < whole.size(); ++length) {
      EXPECT_FALSE(decode_record(std::string_view(whole).substr(0, length))) << length;
    }
    EXPECT_FALSE(decode_record(whole + "x"));
  }
  EXPECT_FALSE(decode_record(std::string("d\x01\x09", 3) + std::string(20, '\0')));  // no such state
  std::string newer = good, unknown = good;
  newer[1] = 9;
  unknown[0] = '?';
  EXPECT_THAT(decode_record(newer).error().message, HasSubstr("version 9; this program reads version 1"));
  EXPECT_FALSE(decode_record(unknown));
  EXPECT_THAT(decode_record("o\x01\xdd\xff\xff\xff\xff").error().message, HasSubstr("the order cannot be read"));
}

TEST_F(JobLogTest, WhatWasAppendedIsReadBackAlsoAfterReopening) {
  append({received(), reported("dev-1", DeviceState::kRunning)});
  append({reported("dev-1", DeviceState::kSucceeded)});
  const JobRecord record = read();
  EXPECT_EQ(*record.order, test::sample_order());
  EXPECT_EQ(record.outcome(0)->state, DeviceState::kSucceeded);
  EXPECT_THAT(record.damage, IsEmpty());
}

TEST_F(JobLogTest, ReadsWhileTheWriterHasItOpen) {
  auto log = JobLog::open(dir_.path(), "J-1");
  ASSERT_TRUE(log);
  ASSERT_TRUE((*log)->append(received()));
  EXPECT_EQ(read().order->devices.size(), 3U);
  ASSERT_TRUE((*log)->append(reported("dev-2", DeviceState::kRunning)));
  EXPECT_EQ(read().outcome(1)->state, DeviceState::kRunning);
}

TEST_F(JobLogTest, UnknownBlankAndForbiddenNames) {
  EXPECT_EQ(read_job(dir_.path(), "J-2").error().code, base::ErrorCode::kNotFound);
  ASSERT_TRUE(JobLog::open(dir_.path(), "J-3"));  // and the agent ends before the first record
  EXPECT_EQ(read_job(dir_.path(), "J-3").error().code, base::ErrorCode::kNotFound);
  EXPECT_EQ(read_job(dir_.path(), "../x").error().code, base::ErrorCode::kInvalid);
  EXPECT_FALSE(JobLog::open(dir_.path(), "../x"));
}

TEST_F(JobLogTest, ListsTheJobsThatHaveALog) {
  EXPECT_THAT(*list_jobs(dir_.path()), IsEmpty());
  for (const char* job : {"J-2", "J-10", "J-1"}) ASSERT_TRUE(JobLog::open(dir_.path(), job));
  std::filesystem::create_directories(dir_.path() / "jobs" / "no-log");
  EXPECT_THAT(*list_jobs(dir_.path()), ElementsAre("J-1", "J-10", "J-2"));
}

TEST_F(JobLogTest, DamageInTheMiddleCostsOnlyWhatItHit) {
  append({received()});
  const std::size_t after_order = bytes().size();
  append({reported("dev-1", DeviceState::kSucceeded)});
  append({reported("dev-2", DeviceState::kSucceeded)});
  std::string damaged = bytes();
  damaged[after_order + 40] = static_cast<char>(damaged[after_order + 40] ^ 0x55);
  rewrite(damaged);
  const JobRecord record = read();
  EXPECT_EQ(record.outcome(0), nullptr);
  EXPECT_EQ(record.outcome(1)->state, DeviceState::kSucceeded);
  EXPECT_EQ(record.damage.size(), 1U);
  EXPECT_EQ(make_plan(record, context())->completeness, model::Completeness::kInferred);
}

// Whole as far as the log's checksums tell: written by a later version, or by one with a fault.
TEST_F(JobLogTest, AnOutcomeThatCannotBeReadProvesNothing) {
  append({received()});
  const std::string good = encode_record(reported("dev-1", DeviceState::kSucceeded));
  std::string newer = good;
  newer[1] = 9;
  ASSERT_TRUE(sys::RecordLog::open(path())->append(std::vector{newer, good.substr(0, good.size() - 1)}));
  append({reported("dev-2", DeviceState::kSucceeded)});
  const JobRecord record = read();
  EXPECT_EQ(record.outcome(0), nullptr);
  EXPECT_EQ(record.outcome(1)->state, DeviceState::kSucceeded);
  EXPECT_EQ(record.outcomes.size(), 1U);
  EXPECT_THAT(record.damage, ElementsAre(HasSubstr("record 2: a device's outcome has version 9"),
                                         HasSubstr("record 3: a device's outcome cannot be read")));
}

TEST_F(JobLogTest, ADamagedOrderLeavesTheOutcomes) {
  append({received()});
  const std::size_t inside_order = bytes().size() / 2;
  append({reported("dev-1", DeviceState::kSucceeded)});
  std::string damaged = bytes();
  damaged[inside_order] = static_cast<char>(damaged[inside_order] ^ 0x55);
  rewrite(damaged);
  const JobRecord record = read();
  EXPECT_FALSE(record.order.has_value());
  EXPECT_EQ(record.outcomes.size(), 1U);
  EXPECT_FALSE(make_plan(record, context()));
}

// The agent may end with any part of its last record written: what was durable before stays, and no approved plan runs
// twice because of it.
TEST_F(JobLogTest, WhereverTheAgentEndsAnApprovedPlanRunsOnce) {
  append({received(2), reported("dev-1", DeviceState::kFailed, 1, "disk_full"), RunEnded{1, kNow}});
  const std::string before = bytes();
  const JobRecord known = read();
  const wire::RunPlan approval{"C-2", "J-1", make_plan(known, context())->digest, "ann", kNow, kNow};
  const auto first = admit(approval, &known, context());
  ASSERT_EQ(first.verdict, Verdict::kAccept);
  append({*first.journal});
  const std::string after = bytes();
  for (std::size_t length = before.size(); length <= after.size(); ++length) {
    rewrite(after.substr(0, length));
    ASSERT_TRUE(JobLog::open(dir_.path(), "J-1"));  // the restarted daemon
    const JobRecord restarted = read();
    const auto again = admit(approval, &restarted, context());
    const bool durable = length == after.size();
    EXPECT_EQ(again.verdict, durable ? Verdict::kRepeat : Verdict::kAccept) << length;
    EXPECT_EQ(resume(restarted).has_value(), durable) << length;
  }
}

TEST_F(JobLogTest, ManyThreadsAppendAndNothingIsLost) {
  auto log = JobLog::open(dir_.path(), "J-1");
  ASSERT_TRUE(log);
  ASSERT_TRUE((*log)->append(received(200)));
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 1; i <= 50; ++i) {
        EXPECT_TRUE((*log)->append(reported(fmt::format("dev-{}", t * 50 + i), DeviceState::kSucceeded)));
      }
    });
  }
  threads.clear();
  EXPECT_EQ(tally(read(), 1).succeeded, 200U);
}

TEST_F(JobLogTest, AHundredThousandDevicesAreReadAndPlanned) {
  constexpr std::size_t kDevices = 100'000;
  std::vector<LogRecord> records = {received(kDevices)};
  for (std::size_t i = 1; i <= kDevices; ++i) {
    const std::string device = fmt::format("dev-{}", i);
    records.push_back(reported(device, DeviceState::kRunning));
    records.push_back(i % 100 == 0 ? reported(device, DeviceState::kFailed, 1, "disk_full", "No space left on device")
                                   : reported(device, DeviceState::kSucceeded));
  }
  append(records);
  const auto plan = make_plan(read(), context());
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->devices.size(), kDevices / 100);
  EXPECT_EQ(plan->devices[1].device, "dev-200");
}

TEST(Outcomes, StepsProvenStandWhereARunningDeviceHasNoMessageYet) {
  DeviceReported running = reported("dev-1", model::DeviceState::kRunning, 2);
  running.outcome.done = 12;
  EXPECT_EQ(std::get<DeviceReported>(*decode_record(encode_record(running))), running);
  // As a version that does not know of steps wrote and reads it: nothing but a message.
  DeviceReported old = reported("dev-1", model::DeviceState::kRunning, 2, "", "12");
  EXPECT_EQ(encode_record(old), encode_record(running));
  for (const char* message : {"", "12x", "-1", "99999999999", "so far"}) {
    const DeviceReported said = reported("dev-1", model::DeviceState::kRunning, 2, "", message);
    EXPECT_EQ(std::get<DeviceReported>(*decode_record(encode_record(said))), said) << message;
  }
  const DeviceReported end = reported("dev-1", model::DeviceState::kFailed, 2, "timeout", "12");
  EXPECT_EQ(std::get<DeviceReported>(*decode_record(encode_record(end))), end);
}

}  // namespace
}  // namespace redrive::agent
