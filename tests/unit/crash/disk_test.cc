// The disk of these tests itself: what it says a crash leaves, and that the product's calls reach it.
#include "tests/unit/crash/disk.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "shared/sys/file.h"
#include "tests/unit/sys/temp_dir.h"

namespace redrive::crash {
namespace {

namespace fs = std::filesystem;

class DiskTest : public testing::Test {
 protected:
  DiskTest() { fs::create_directory(dir_ / "disk"); }
  std::string left(const Disk& disk, Loss loss, const std::string& name) {
    fs::remove_all(dir_ / "left");
    disk.leave(loss, dir_ / "left");
    return fs::exists(dir_ / "left" / name) ? sys::bytes_of(dir_ / "left" / name) : "(none)";
  }
  sys::TempDir dir_{sys::memory_if_there_is()};
  const fs::path root_ = dir_ / "disk";
};

TEST_F(DiskTest, KeepsBytesAndNamesThatWereSyncedAndOnlyThose) {
  sys::put_bytes(root_ / "old", "as before");
  Disk disk(root_);
  const sys::Fd file(::open((root_ / "new").c_str(), O_RDWR | O_CREAT, 0600));
  ASSERT_EQ(::pwrite(file.get(), "abcd", 4, 0), 4);
  EXPECT_EQ(left(disk, Loss::kKill, "new"), "abcd");
  EXPECT_EQ(left(disk, Loss::kZeros, "new"), std::string(4, '\0'));
  EXPECT_EQ(left(disk, Loss::kTorn, "new"), std::string("ab\0\0", 4));
  ASSERT_EQ(::fsync(file.get()), 0);
  EXPECT_EQ(left(disk, Loss::kZeros, "new"), "abcd");
  EXPECT_EQ(left(disk, Loss::kUnsynced, "new"), "(none)") << "its name is not synced";
  ASSERT_TRUE(sys::sync_directory(root_));
  ASSERT_EQ(::ftruncate(file.get(), 1), 0);
  EXPECT_EQ(left(disk, Loss::kUnsynced, "new"), "abcd");
  EXPECT_EQ(left(disk, Loss::kUnsynced, "old"), "as before");
  EXPECT_EQ(left(disk, Loss::kKill, "new"), "a");
}

TEST_F(DiskTest, ASyncThatFailsLosesItsBytesForGood) {
  Disk disk(root_);
  const sys::Fd file(::open((root_ / "f").c_str(), O_RDWR | O_CREAT, 0600));
  ASSERT_TRUE(sys::sync_directory(root_));
  ASSERT_EQ(::pwrite(file.get(), "lost", 4, 0), 4);
  disk.fail(disk.steps() + 1, EIO, false);
  ASSERT_EQ(::fdatasync(file.get()), -1);
  ASSERT_EQ(::pwrite(file.get(), "kept", 4, 4), 4);
  ASSERT_EQ(::fdatasync(file.get()), 0) << "Linux says so";
  EXPECT_EQ(left(disk, Loss::kUnsynced, "f"), std::string("\0\0\0\0kept", 8));
}

TEST_F(DiskTest, SeesEveryCallOfTheProductAndOfTheStandardLibrary) {
  Disk disk(root_);
  std::vector<std::string> steps;
  disk.before_each([&](std::string_view what) { steps.emplace_back(what); });
  ASSERT_TRUE(sys::make_directories(root_ / "d"));
  ASSERT_TRUE(sys::replace_file(root_ / "d" / "f", "x"));
  fs::rename(root_ / "d" / "f", root_ / "d" / "g");
  fs::remove(root_ / "d" / "g");
  EXPECT_EQ(steps, (std::vector<std::string>{"make directory d", "sync disk", "make .f.tmp", "cut ", "write ",
                                             "sync .f.tmp", "rename to f", "sync d", "rename to g", "remove g"}));
}

}  // namespace
}  // namespace redrive::crash
