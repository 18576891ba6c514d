#include "shared/sys/record_log.h"

#include <sys/stat.h>

#include "shared/sys/record_format.h"
#include "tests/unit/sys/record_samples.h"

namespace redrive::sys {
namespace {

using base::ErrorCode;

std::string hex(std::string_view bytes) {
  std::string out;
  for (const char byte : bytes) out += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return out;
}

TEST(RecordLogTest, KeepsTheFormatOnDisk) {  // docs/formats.md
  const TempDir dir;
  make_log(dir / "log", {"hello"});
  EXPECT_EQ(hex(bytes_of(dir / "log")),
            "f5524c0105000000"  // magic and version, length
            "0dd221696bea1514"  // the record's checksum
            "fb9d2b567b99ad29"  // the header's checksum
            "68656c6c6f");
}

TEST(RecordLogTest, GivesBackWhatWasAppendedInOrder) {
  const TempDir dir;
  make_log(dir / "log", some_records());
  make_log(dir / "log", {"after a restart"});
  auto expected = some_records();
  expected.emplace_back("after a restart");
  const auto found = contents(dir / "log");
  EXPECT_EQ(found.records, expected);
  EXPECT_TRUE(found.damage.empty());
}

TEST(RecordLogTest, TakesManyAndLargeRecordsInOneAppend) {
  const TempDir dir;
  std::vector<std::string> records;
  for (std::size_t size : {3U, 700'000U, 400'000U, 1U, 5'000'000U, 0U, 1'048'576U, 1'048'575U, 9U}) {
    records.emplace_back(size, static_cast<char>('a' + size % 23));
  }
  auto log = RecordLog::open(dir / "log");
  ASSERT_TRUE(log);
  ASSERT_TRUE(log->append(records));
  EXPECT_TRUE(log->append({}));
  EXPECT_EQ(log->size(), std::filesystem::file_size(dir / "log"));
  EXPECT_EQ(contents(dir / "log").records, records);
}

TEST(RecordLogTest, TakesTheLargestRecordAndNoLarger) {
  const TempDir dir;
  auto log = RecordLog::open(dir / "log");
  ASSERT_TRUE(log);
  const std::vector<std::string> with_too_large = {"good", std::string(kMaxRecord + 1, 'x')};
  EXPECT_EQ(log->append(with_too_large).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(std::filesystem::file_size(dir / "log"), 0U);
  const std::vector<std::string> largest = {std::string(kMaxRecord, 'x')};
  ASSERT_TRUE(log->append(largest));
  EXPECT_EQ(contents(dir / "log").records, largest);
}

TEST(RecordLogTest, ReadsAHundredThousandRecords) {
  const TempDir dir;
  std::vector<std::string> records;
  for (int i = 0; i < 100'000; ++i) records.push_back("record " + std::to_string(i));
  auto log = RecordLog::open(dir / "log");
  ASSERT_TRUE(log);
  ASSERT_TRUE(log->append(records));
  EXPECT_EQ(contents(dir / "log").records, records);
}

TEST(RecordLogTest, HasOneWriter) {
  const TempDir dir;
  {
    const auto log = RecordLog::open(dir / "log");
    ASSERT_TRUE(log);
    EXPECT_EQ(RecordLog::open(dir / "log").error().code, ErrorCode::kConflict);
    EXPECT_TRUE(contents(dir / "log").records.empty());  // readers are welcome
  }
  EXPECT_TRUE(RecordLog::open(dir / "log"));
}

TEST(RecordLogTest, MakesTheFileForOwnerAndGroup) {
  const TempDir dir;
  const mode_t before = ::umask(0);
  make_log(dir / "log", {});
  ::umask(before);
  struct stat info {};
  ASSERT_EQ(::stat((dir / "log").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777U, 0640U);
}

TEST(RecordLogTest, RefusesWhatIsNoLogFile) {
  const TempDir dir;
  const auto ignore = [](std::string_view) {};
  make_log(dir / "log", {"x"});
  std::filesystem::create_symlink(dir / "log", dir / "link");
  ASSERT_EQ(::mkfifo((dir / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(read_records(dir / "none", ignore).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(RecordLog::open(dir / "none" / "log").error().code, ErrorCode::kNotFound);
  for (const auto& path : {dir / "link", dir / "pipe", dir.path()}) {
    EXPECT_FALSE(read_records(path, ignore)) << path;
    EXPECT_FALSE(RecordLog::open(path)) << path;
  }
}

}  // namespace
}  // namespace redrive::sys
