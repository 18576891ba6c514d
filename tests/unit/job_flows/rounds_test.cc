#include "central/flow/rounds.h"

#include <gtest/gtest.h>

#include <future>

namespace redrive::central {
namespace {

using namespace std::chrono_literals;

// Waits for that round; only a broken one takes so long.
bool comes(std::promise<void>& round) {
  return round.get_future().wait_for(60s) == std::future_status::ready;
}

TEST(RoundsTest, AWakeEndsTheRestAndAStopEndsWithTheLastRound) {
  std::promise<void> first, second;
  int rounds = 0;
  bool last = false;
  Rounds thread(
      [&]() -> base::Micros {
        if (++rounds == 1) first.set_value();
        if (rounds == 2) second.set_value();
        return 1h;
      },
      [&] { last = true; });
  thread.start();
  ASSERT_TRUE(comes(first));
  thread.wake();
  ASSERT_TRUE(comes(second));
  EXPECT_FALSE(thread.is_stopping());
  thread.stop();
  EXPECT_TRUE(last);
  EXPECT_TRUE(thread.is_stopping());
  thread.stop();
  EXPECT_EQ(rounds, 2) << "and nothing more the second time";
}

}  // namespace
}  // namespace redrive::central
