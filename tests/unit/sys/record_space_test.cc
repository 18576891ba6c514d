// A record log on a disk that fills up.
#include "tests/unit/sys/record_samples.h"
#include "tests/unit/sys/small_disk.h"

namespace redrive::sys {
namespace {

using base::ErrorCode;

TEST(RecordSpaceTest, AFailedAppendLeavesNothingAndTheNextMaySucceed) {
  const TempDir dir;
  auto log = RecordLog::open(dir / "log");
  ASSERT_TRUE(log);
  const std::vector<std::string> one = {"one"}, two = {"two", std::string(5000, 'x')};
  ASSERT_TRUE(log->append(one));
  const auto good = log->size();
  {
    const FileSizeLimit limit(2000);  // "two" and a part of its neighbour still fit
    EXPECT_EQ(log->append(two).error().code, ErrorCode::kNoSpace);
    EXPECT_EQ(log->size(), good);
    EXPECT_EQ(std::filesystem::file_size(dir / "log"), good);
    ASSERT_TRUE(log->append(one));
  }
  ASSERT_TRUE(log->append(two));
  EXPECT_EQ(contents(dir / "log").records, (std::vector<std::string>{"one", "one", "two", two[1]}));
}

TEST(RecordSpaceTest, AFullDiskIsToldAndKeepsEveryRecordTaken) {
  const SmallDisk disk;
  if (!disk.mounted()) GTEST_SKIP() << disk.reason();
  auto log = RecordLog::open(disk / "log");
  ASSERT_TRUE(log);
  std::vector<std::string> taken;
  base::Status status;
  while (taken.size() < 1000) {
    const std::vector<std::string> record = {std::to_string(taken.size()) + std::string(10'000, 'x')};
    status = log->append(record);
    if (!status) break;
    taken.push_back(record[0]);
  }
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kNoSpace) << status.error().message;
  EXPECT_GT(taken.size(), 50U);
  EXPECT_LT(taken.size(), 200U);
  const auto found = contents(disk / "log");
  EXPECT_EQ(found.records, taken);
  EXPECT_TRUE(found.damage.empty());
}

TEST(RecordSpaceTest, OpensOnAFullDisk) {
  const TempDir dir;
  make_log(dir / "log", {"one"});
  put_bytes(dir / "log", bytes_of(dir / "log") + "torn");
  const FileSizeLimit limit(0);
  const auto log = RecordLog::open(dir / "log");
  ASSERT_TRUE(log);
  EXPECT_EQ(contents(dir / "log").records, std::vector<std::string>{"one"});
  EXPECT_TRUE(contents(dir / "log").damage.empty());
}

}  // namespace
}  // namespace redrive::sys
