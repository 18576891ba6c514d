#include "shared/sys/file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

#include "tests/unit/sys/small_disk.h"
#include "tests/unit/sys/temp_dir.h"

namespace redrive::sys {
namespace {

using base::ErrorCode;

std::size_t entries(const std::filesystem::path& directory) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(directory), {}));
}

mode_t mode_of(const std::filesystem::path& path) {
  struct stat info {};
  ::stat(path.c_str(), &info);
  return info.st_mode & 07777;
}

TEST(FdTest, MovesAndCloses) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  Fd read(ends[0]), write(ends[1]);
  Fd taken(std::move(write));
  EXPECT_FALSE(write);
  taken = std::move(read);  // closes the writing end
  EXPECT_EQ(::fcntl(ends[1], F_GETFD), -1);
  EXPECT_EQ(taken.get(), ends[0]);
  taken.reset();
  EXPECT_EQ(::fcntl(ends[0], F_GETFD), -1);
}

TEST(ErrnoErrorTest, NamesWhatWhereAndWhy) {
  const auto error = errno_error("open", "/x", EACCES);
  EXPECT_EQ(error.message, "cannot open /x: Permission denied");
  const std::pair<int, ErrorCode> codes[] = {{ENOSPC, ErrorCode::kNoSpace}, {EDQUOT, ErrorCode::kNoSpace},
                                             {EFBIG, ErrorCode::kNoSpace},  {ENOENT, ErrorCode::kNotFound},
                                             {EACCES, ErrorCode::kDenied},  {EPERM, ErrorCode::kDenied},
                                             {EROFS, ErrorCode::kDenied},   {EIO, ErrorCode::kFailed}};
  for (const auto& [number, code] : codes) EXPECT_EQ(errno_error("x", "/x", number).code, code) << number;
}

TEST(ReadFileTest, ReadsUpToTheLimit) {
  const TempDir dir;
  put_bytes(dir / "f", std::string("a\0b", 3));
  EXPECT_EQ(read_file(dir / "f", 3).value(), std::string("a\0b", 3));
  EXPECT_EQ(read_file(dir / "f", 2).error().code, ErrorCode::kInvalid);
  put_bytes(dir / "empty", "");
  EXPECT_EQ(read_file(dir / "empty", 0).value(), "");
}

TEST(ReadFileTest, ReadsFilesThatDoNotSayTheirSize) {
  EXPECT_NE(read_file("/proc/self/status").value().find("Name:"), std::string::npos);
}

TEST(ReadFileTest, RefusesWhatIsNoFile) {
  const TempDir dir;
  EXPECT_EQ(read_file(dir / "none").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(read_file(dir.path()).error().code, ErrorCode::kInvalid);
  ASSERT_EQ(::mkfifo((dir / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(read_file(dir / "pipe").error().code, ErrorCode::kInvalid);  // and does not wait for a writer
}

TEST(ReplaceFileTest, ReplacesAndLeavesNothingElse) {
  const TempDir dir;
  ASSERT_TRUE(replace_file(dir / "f", "one"));
  ASSERT_TRUE(replace_file(dir / "f", "two, longer"));
  ASSERT_TRUE(replace_file(dir / "f", "3"));
  EXPECT_EQ(bytes_of(dir / "f"), "3");
  EXPECT_EQ(entries(dir.path()), 1U);
}

TEST(ReplaceFileTest, SetsExactlyTheMode) {
  const TempDir dir;
  const mode_t before = ::umask(077);
  ASSERT_TRUE(replace_file(dir / "open", "x"));
  ::umask(0);
  ASSERT_TRUE(replace_file(dir / "secret", "x", 0600));
  ::umask(before);
  EXPECT_EQ(mode_of(dir / "open"), 0640U);
  EXPECT_EQ(mode_of(dir / "secret"), 0600U);
}

TEST(ReplaceFileTest, TakesOverWhatACrashLeft) {
  const TempDir dir;
  put_bytes(dir / ".f.tmp", "a half-written, much longer content");
  ASSERT_TRUE(replace_file(dir / "f", "new"));
  EXPECT_EQ(bytes_of(dir / "f"), "new");
  EXPECT_EQ(entries(dir.path()), 1U);
}

TEST(ReplaceFileTest, KeepsTheOldOneWhenItFails) {
  const TempDir dir;
  ASSERT_TRUE(replace_file(dir / "f", "old"));
  {
    const FileSizeLimit limit(1000);
    EXPECT_EQ(replace_file(dir / "f", std::string(5000, 'x')).error().code, ErrorCode::kNoSpace);
  }
  EXPECT_EQ(bytes_of(dir / "f"), "old");
  EXPECT_EQ(entries(dir.path()), 1U);
  EXPECT_EQ(replace_file(dir / "none" / "f", "x").error().code, ErrorCode::kNotFound);
}

TEST(ReplaceFileTest, IsWholeWhoeverWritesAtTheSameTime) {
  const TempDir dir;
  std::vector<std::jthread> writers;
  for (char letter : {'a', 'b', 'c'}) {
    writers.emplace_back([&dir, letter] {
      for (int i = 0; i < 30; ++i) EXPECT_TRUE(replace_file(dir / "f", std::string(20'000, letter)));
    });
  }
  writers.clear();
  const auto bytes = bytes_of(dir / "f");
  EXPECT_EQ(bytes, std::string(20'000, bytes.at(0)));
  EXPECT_EQ(entries(dir.path()), 1U);
}

TEST(MakeDirectoriesTest, MakesWhatIsMissing) {
  const TempDir dir;
  ASSERT_TRUE(make_directories(dir / "a" / "b" / "c" / ""));
  EXPECT_TRUE(make_directories(dir / "a" / "b" / "c"));  // again
  EXPECT_EQ(mode_of(dir / "a" / "b" / "c") & 07U, 0U);
  put_bytes(dir / "file", "x");
  const auto status = make_directories(dir / "file" / "d");
  EXPECT_NE(status.error().message.find("file: Not a directory"), std::string::npos) << status.error().message;
}

TEST(SyncDirectoryTest, TellsWhatIsNone) {
  const TempDir dir;
  EXPECT_TRUE(sync_directory(dir.path()));
  EXPECT_EQ(sync_directory(dir / "none").error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace redrive::sys
