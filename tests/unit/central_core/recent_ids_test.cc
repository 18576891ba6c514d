#include "central/core/recent_ids.h"

#include <gtest/gtest.h>

#include "shared/base/random.h"

namespace redrive::central {
namespace {

using namespace std::chrono_literals;

constexpr base::UtcTime kStart{std::chrono::hours(24 * 20'000)};

RecentIds make(std::size_t bound, base::Micros window = 24h) {
  RecentIds ids;
  ids.reset({1, 2, 3}, bound, window);
  return ids;
}

TEST(RecentIds, ARepeatIsOneOfTheSameSender) {
  RecentIds ids = make(100);
  ids.add("http", "a-1", kStart);
  EXPECT_TRUE(ids.contains("http", "a-1", kStart));
  EXPECT_FALSE(ids.contains("mail", "a-1", kStart));
  EXPECT_FALSE(ids.contains("http", "a-2", kStart));
  EXPECT_FALSE(ids.contains("httpa", "-1", kStart)) << "where the sender ends is part of it";
}

TEST(RecentIds, ForgetsAfterTheWindow) {
  RecentIds ids = make(100, 1h);
  ids.add("s", "a", kStart);
  EXPECT_TRUE(ids.contains("s", "a", kStart + 59min));
  EXPECT_FALSE(ids.contains("s", "a", kStart + 61min));
  ids.add("s", "b", kStart + 2h);
  EXPECT_EQ(ids.size(), 1U);
}

TEST(RecentIds, ForgetsTheOldestBeyondTheBound) {
  RecentIds ids = make(5000);
  for (int i = 0; i < 20'000; ++i) ids.add("s", std::to_string(i), kStart + i * 1ms);
  EXPECT_EQ(ids.size(), 5000U);
  for (int i = 0; i < 20'000; ++i) ASSERT_EQ(ids.contains("s", std::to_string(i), kStart + 20s), i >= 15'000) << i;
}

TEST(RecentIds, PendingOnesCountUntilTheyAreDropped) {
  RecentIds ids = make(100);
  {
    RecentIds::Pending failed(ids), other(ids);
    EXPECT_TRUE(failed.take("s", "a", kStart));
    EXPECT_FALSE(failed.take("s", "a", kStart)) << "twice in one transaction";
    EXPECT_FALSE(other.take("s", "a", kStart)) << "or in two requests of it";
    EXPECT_TRUE(other.take("s", "b", kStart));
    other.confirm();
  }
  EXPECT_FALSE(ids.contains("s", "a", kStart)) << "its transaction failed";
  EXPECT_TRUE(ids.contains("s", "b", kStart));
  RecentIds::Pending again(ids);
  EXPECT_TRUE(again.take("s", "a", kStart));
  EXPECT_FALSE(again.take("s", "b", kStart));
}

TEST(RecentIds, AClockSetBackLosesNothing) {
  RecentIds ids = make(100, 1h);
  ids.add("s", "a", kStart);
  ids.add("s", "b", kStart - 2h);
  EXPECT_TRUE(ids.contains("s", "a", kStart));
  EXPECT_TRUE(ids.contains("s", "b", kStart - 2h));
}

}  // namespace
}  // namespace redrive::central
