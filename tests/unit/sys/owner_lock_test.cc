#include <gtest/gtest.h>
#include <unistd.h>

#include <optional>

#include "shared/sys/file.h"
#include "tests/unit/sys/small_disk.h"
#include "tests/unit/sys/temp_dir.h"

namespace redrive::sys {
namespace {

TEST(OwnerLockTest, OneOwnerAtATime) {
  const TempDir dir;
  std::optional<OwnerLock> first = OwnerLock::take(dir / "lock").value();
  const auto second = OwnerLock::take(dir / "lock");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, base::ErrorCode::kConflict);
  EXPECT_NE(second.error().message.find("held by process " + std::to_string(::getpid())), std::string::npos)
      << second.error().message;
  first.reset();
  EXPECT_TRUE(OwnerLock::take(dir / "lock"));
}

TEST(OwnerLockTest, ReplacesTheNumberOfAnOwnerThatDied) {
  const TempDir dir;
  put_bytes(dir / "lock", "999999999999\nrubbish");
  const auto lock = OwnerLock::take(dir / "lock");
  ASSERT_TRUE(lock);
  EXPECT_EQ(bytes_of(dir / "lock"), std::to_string(::getpid()) + "\n");
}

TEST(OwnerLockTest, IsTakenOnAFullDisk) {
  const TempDir dir;
  const FileSizeLimit limit(0);
  EXPECT_TRUE(OwnerLock::take(dir / "lock"));
  EXPECT_EQ(OwnerLock::take(dir / "none" / "lock").error().code, base::ErrorCode::kNotFound);
}

}  // namespace
}  // namespace redrive::sys
