#include "agent/spool/spool.h"

#include <gmock/gmock.h>

#include <sys/resource.h>

#include <csignal>
#include <fstream>

#include "shared/sys/file.h"
#include "tests/unit/agent/samples.h"

namespace redrive::agent {
namespace {

using test::kNow;
using testing::IsEmpty;

wire::SpoolItem alert(const std::string& id, std::size_t length = 10) {
  model::Alert alert;
  alert.id = id;
  alert.occurred_at = kNow;
  alert.server = "ids-1";
  alert.message = std::string(length, 'm');
  return alert;
}

wire::SpoolItem report(const std::string& device, std::size_t length = 10) {
  return wire::OutcomeReport{"J-1",
                             {device, model::DeviceState::kFailed, "unknown", std::string(length, 'm'), "", 1, kNow}};
}

std::string name_of(const wire::SpoolItem& item) {
  if (const auto* one = std::get_if<model::Alert>(&item)) return one->id;
  if (const auto* one = std::get_if<wire::OutcomeReport>(&item)) return one->outcome.device;
  return "run";
}

class SpoolTest : public testing::Test {
 protected:
  void open(std::uint64_t limit = 1024 * 1024, std::uint64_t segment = 64 * 1024) {
    spool_.reset();
    auto opened = Spool::open({dir_.path(), limit, segment}, random_);
    ASSERT_TRUE(opened) << opened.error().message;
    spool_ = std::move(*opened);
  }
  void reopen() { open(limit_, segment_); }
  void put(const wire::SpoolItem& item) {
    const auto done = spool_->put(item);
    ASSERT_TRUE(done) << done.error().message;
  }
  // A full disk, by the limit on file sizes: the write fails with what fitted written.
  base::Status put_without_room(const std::string& name) {
    struct rlimit before {};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const struct rlimit small { spool_->bytes() + 30, before.rlim_max };
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    ::setrlimit(RLIMIT_FSIZE, &small);
    auto status = spool_->put(alert(name, 500));
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    return status;
  }
  // Everything from `from` on, as "number:name", gathered the way the link does it.
  std::vector<std::string> all(std::uint64_t from = 1, std::size_t max_items = 500) {
    std::vector<std::string> seen;
    for (;;) {
      const auto batch = spool_->batch(from, max_items);
      EXPECT_TRUE(batch);
      if (!batch || batch->items.empty()) return seen;
      for (std::size_t i = 0; i < batch->items.size(); ++i) {
        seen.push_back(fmt::format("{}:{}", batch->first_number + i, name_of(batch->items[i])));
      }
      from = batch->first_number + batch->items.size();
    }
  }
  std::size_t segments() {
    std::size_t count = 0;
    for (const auto& file : std::filesystem::directory_iterator(dir_.path()))
      count += file.path().extension() == ".seg";
    return count;
  }

  test::TempDir dir_;
  base::SeededRandom random_{7};
  std::uint64_t limit_ = 1024 * 1024, segment_ = 64 * 1024;
  std::unique_ptr<Spool> spool_;
};

TEST_F(SpoolTest, NumbersGoOnOverRestartsAndTheIdStays) {
  open();
  EXPECT_EQ(spool_->next_number(), 1U);
  put(alert("a"));
  const std::string id = spool_->id();
  reopen();
  put(report("d"));
  EXPECT_EQ(spool_->id(), id);
  EXPECT_EQ(spool_->next_number(), 3U);
  EXPECT_EQ(all(), (std::vector<std::string>{"1:a", "2:d"}));
  EXPECT_EQ(spool_->batch(1)->spool, id);
}

TEST_F(SpoolTest, ItemsComeBackAsTheyWere) {
  open();
  const std::vector<wire::SpoolItem> items = {alert("a"), report("d"), wire::RunFinished{"J-1", 2, "x", 1, 2, 3}};
  ASSERT_TRUE(spool_->put(items));
  reopen();
  EXPECT_EQ(spool_->batch(1)->items, items);
}

TEST_F(SpoolTest, BatchesKeepToTheirBoundsButHoldAtLeastOne) {
  open();
  for (int i = 0; i < 5; ++i) put(alert(std::to_string(i), 1000));
  EXPECT_EQ(spool_->batch(1, 2)->items.size(), 2U);
  EXPECT_EQ(spool_->batch(2, 500, 10)->items.size(), 1U);
  EXPECT_EQ(spool_->batch(1, 500, 2500)->items.size(), 2U);
  EXPECT_EQ(spool_->batch(4)->first_number, 4U);
  EXPECT_THAT(spool_->batch(6)->items, IsEmpty());
}

TEST_F(SpoolTest, AcknowledgedSegmentsGoAwayAndNumbersNever) {
  segment_ = 2000;
  reopen();
  for (int i = 1; i <= 20; ++i) put(alert(std::to_string(i), 500));
  const std::size_t before = segments();
  EXPECT_GT(before, 4U);
  ASSERT_TRUE(spool_->acknowledged(10));
  EXPECT_LT(segments(), before);
  EXPECT_EQ(spool_->first_number(), 11U);
  EXPECT_EQ(all().front(), "11:11");
  ASSERT_TRUE(spool_->acknowledged(4));  // late
  ASSERT_TRUE(spool_->acknowledged(5000));
  EXPECT_EQ(spool_->first_number(), 21U);
  EXPECT_THAT(all(), IsEmpty());
  put(alert("21"));
  EXPECT_EQ(all(), std::vector<std::string>{"21:21"});
  reopen();
  EXPECT_EQ(spool_->next_number(), 22U);
  EXPECT_EQ(all().back(), "21:21");
}

TEST_F(SpoolTest, WhenFullTheOldestAlertsGoAndReportsStay) {
  limit_ = 16 * 1024, segment_ = 2000;
  reopen();
  put(report("kept", 500));
  for (int i = 2; i <= 60; ++i) put(alert(std::to_string(i), 500));
  EXPECT_LE(spool_->bytes(), limit_);
  EXPECT_GT(spool_->dropped(), 0U);
  const auto held = all();
  EXPECT_EQ(held.front(), "1:kept");
  EXPECT_EQ(held.back(), "60:60");
  EXPECT_EQ(held.size(), 60 - spool_->dropped());
  reopen();
  EXPECT_EQ(all(), held);
}

TEST_F(SpoolTest, ReportsAloneAreNeverDroppedThePutIsRefused) {
  limit_ = 8 * 1024, segment_ = 1000;
  reopen();
  int taken = 0;
  base::Status status;
  while ((status = spool_->put(report(std::to_string(taken + 1), 500)))) ++taken;
  EXPECT_EQ(status.error().code, base::ErrorCode::kNoSpace);
  EXPECT_EQ(spool_->put(alert("a", 500)).error().code, base::ErrorCode::kNoSpace);
  EXPECT_EQ(all().size(), static_cast<std::size_t>(taken));
  EXPECT_EQ(spool_->next_number(), static_cast<std::uint64_t>(taken) + 1);
  ASSERT_TRUE(spool_->acknowledged(static_cast<std::uint64_t>(taken)));
  put(report("again", 500));
}

TEST_F(SpoolTest, AnotherLimitHoldsFromTheNextPutOnAndDropsNoReport) {
  limit_ = 8 * 1024, segment_ = 1000;
  reopen();
  std::size_t taken = 0;
  while (spool_->put(report(std::to_string(taken + 1), 500))) ++taken;
  spool_->limit(64 * 1024);
  for (int i = 0; i < 20; ++i) put(report(std::to_string(++taken), 500));
  spool_->limit(4 * 1024);
  EXPECT_EQ(spool_->put(report("too many", 500)).error().code, base::ErrorCode::kNoSpace);
  EXPECT_EQ(all().size(), taken);
  ASSERT_TRUE(spool_->acknowledged(taken));
  put(report("again", 500));
}

TEST_F(SpoolTest, AnAlertInTheNewestSegmentCanGoToo) {
  limit_ = 8 * 1024, segment_ = 1000;
  reopen();
  put(alert("old", 6000));
  put(report("new", 3000));
  EXPECT_EQ(all(), std::vector<std::string>{"2:new"});
  EXPECT_EQ(spool_->dropped(), 1U);
}

// The agent may end with any part of the last put written.
TEST_F(SpoolTest, WhereverTheAgentEndsWhatWasPutBeforeIsThereAndNumbersAreNotGivenTwice) {
  open();
  put(alert("1"));
  put(report("2"));
  const auto path = dir_.path() / "00000000000000000001.seg";
  const std::string before = *sys::read_file(path);
  put(alert("3"));
  const std::string after = *sys::read_file(path);
  for (std::size_t length = before.size(); length <= after.size(); ++length) {
    spool_.reset();
    for (const auto& file : std::filesystem::directory_iterator(dir_.path())) {
      if (file.path().extension() == ".seg") std::filesystem::remove(file.path());
    }
    std::ofstream(path, std::ios::binary) << after.substr(0, length);
    reopen();
    put(alert("next"));
    const auto seen = all();
    const bool third = length == after.size();
    ASSERT_EQ(seen.size(), third ? 4U : 3U) << length;
    EXPECT_EQ(seen[1], "2:2");
    EXPECT_EQ(seen.back() == "3:next", length == before.size()) << length << " " << seen.back();
  }
}

TEST_F(SpoolTest, DamageCostsWhatItHitAndNeverANumber) {
  open();
  for (int i = 1; i <= 5; ++i) put(alert(std::to_string(i), 100));
  spool_.reset();
  const auto path = dir_.path() / "00000000000000000001.seg";
  std::string bytes = *sys::read_file(path);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x55);
  std::ofstream(path, std::ios::binary) << bytes;
  reopen();
  EXPECT_GT(spool_->next_number(), 5U);
  put(alert("6"));
  const auto seen = all();
  EXPECT_EQ(seen.size(), 5U);
  EXPECT_EQ(seen[2], "4:4");
  EXPECT_GT(spool_->unreadable(), 0U);
  EXPECT_EQ(spool_->batch(1)->items.size(), 2U);  // a batch never spans what is gone
}

TEST_F(SpoolTest, WhatIsAcknowledgedMakesRoomFirst) {
  limit_ = 8 * 1024, segment_ = 1000;
  reopen();
  put(report("1", 300));
  put(alert("2", 300));
  put(alert("3", 6000));
  ASSERT_TRUE(spool_->acknowledged(2));
  put(report("4", 3000));
  EXPECT_EQ(all(), std::vector<std::string>{"4:4"});
  EXPECT_EQ(spool_->dropped(), 1U);
}

TEST_F(SpoolTest, AFailedPutLeavesNothingAndTheNextOneGetsItsNumber) {
  open();
  ASSERT_FALSE(put_without_room("first"));  // into the empty segment
  put(alert("1"));
  const auto status = put_without_room("second");
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, base::ErrorCode::kNoSpace);
  EXPECT_EQ(spool_->next_number(), 2U);
  put(alert("2"));
  EXPECT_EQ(all(), (std::vector<std::string>{"1:1", "2:2"}));
  ASSERT_TRUE(spool_->acknowledged(1));
  EXPECT_EQ(all(), std::vector<std::string>{"2:2"});
  reopen();
  EXPECT_EQ(all().back(), "2:2");
}

TEST_F(SpoolTest, AFailedFirstPutDoesNotCostWhatFollows) {
  open();
  ASSERT_FALSE(put_without_room("first"));
  put(alert("1"));
  put(alert("2"));
  ASSERT_TRUE(spool_->acknowledged(1));
  EXPECT_EQ(all(), std::vector<std::string>{"2:2"});
}

TEST_F(SpoolTest, WhatAFailedWriteLeftInAnOlderSegmentIsNotOffered) {
  segment_ = 200;
  reopen();
  put(alert("1", 300));
  put(alert("2", 300));  // in a segment of its own
  spool_.reset();
  auto first = sys::RecordLog::open(dir_.path() / "00000000000000000001.seg");
  const std::string stale[] = {encode_entry(2, alert("stale"))};
  ASSERT_TRUE(first && first->append(stale));
  reopen();
  EXPECT_EQ(all(), (std::vector<std::string>{"1:1", "2:2"}));
}

TEST_F(SpoolTest, AnUnfinishedRewriteIsThrownAway) {
  open();
  put(report("d"));
  std::ofstream(dir_.path() / "00000000000000000001.seg.tmp") << "half";
  reopen();
  EXPECT_EQ(all(), std::vector<std::string>{"1:d"});
  EXPECT_FALSE(std::filesystem::exists(dir_.path() / "00000000000000000001.seg.tmp"));
}

}  // namespace
}  // namespace redrive::agent
