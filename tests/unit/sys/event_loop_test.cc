// Timers, pumps, posted work and the end of the loop; descriptors and signals are in event_sources_test.cc.
#include "shared/sys/event_loop.h"

#include <gtest/gtest.h>

#include <thread>

namespace redrive::sys {
namespace {

using base::Micros;

TEST(EventLoopTest, RunsTimersInTheOrderTheyAreDue) {
  EventLoop loop;
  std::string order;
  loop.after(Micros{3000}, [&] { order += "c", loop.stop(); });
  loop.after(Micros{1000}, [&] { order += "a"; });
  loop.after(Micros{-5}, [&] { order += "0"; });
  loop.after(Micros{2000}, [&] { order += "b"; });
  loop.after(Micros::max(), [&] { order += "never"; });
  loop.run();
  EXPECT_EQ(order, "0abc");
}

TEST(EventLoopTest, NeverRunsATimerEarly) {
  EventLoop loop;
  const base::SystemClock clock;
  const auto begin = clock.steady();
  loop.after(Micros{2500}, [&] { loop.stop(); });
  loop.run();
  EXPECT_GE(clock.steady() - begin, Micros{2500});
}

TEST(EventLoopTest, CancelledTimersDoNotRun) {
  EventLoop loop;
  std::string order;
  const auto gone = loop.after(Micros{0}, [&] { order += "x"; });
  loop.cancel(gone);
  loop.cancel(gone);
  loop.cancel(4711);
  EventLoop::TimerId later = 0;
  const auto first = loop.after(Micros{0}, [&] { order += "a", loop.cancel(later); });
  later = loop.after(Micros{0}, [&] { order += "y"; });  // due in the same round as the one that cancels it
  loop.after(Micros{1000}, [&] { loop.cancel(first), loop.stop(); });
  loop.run();
  EXPECT_EQ(order, "a");
}

TEST(EventLoopTest, SleepsUntilTheTimerWithoutWakingInBetween) {
  EventLoop loop;
  int rounds = 0;
  loop.add_pump([&] { return ++rounds, false; });
  loop.after(Micros{20'500}, [&] { loop.stop(); });
  loop.run();
  EXPECT_EQ(rounds, 1);
}

TEST(EventLoopTest, SleepsWithoutTimersUntilSomethingIsPosted) {
  EventLoop loop;
  int rounds = 0;
  std::jthread other;
  loop.add_pump([&] {
    if (++rounds == 1) other = std::jthread([&] { loop.post([&] { loop.stop(); }); });
    return false;
  });
  loop.run();
  EXPECT_EQ(rounds, 1);
}

TEST(EventLoopTest, ABusyPumpDoesNotStarveTimersOrPostedWork) {
  EventLoop loop;
  bool posted = false;
  loop.add_pump([] { return true; });
  loop.add_pump([] { return false; });
  loop.after(Micros{2000}, [&] { loop.post([&] { posted = true, loop.stop(); }); });
  loop.run();
  EXPECT_TRUE(posted);
}

TEST(EventLoopTest, APumpRunsAgainAtOnceWhileItAsksForIt) {
  EventLoop loop;
  int rounds = 0;
  loop.add_pump([&] { return ++rounds < 5; });
  loop.after(Micros{200'000}, [&] { loop.stop(); });
  loop.run();
  EXPECT_EQ(rounds, 5);
}

TEST(EventLoopTest, TimersThatMakeTimersDoNotStarvePostedWork) {
  EventLoop loop;
  std::function<void()> again = [&] { loop.after(Micros{0}, again); };
  again();
  loop.post([&] { loop.stop(); });
  loop.run();
}

TEST(EventLoopTest, PostedWorkRunsOnTheLoopsThreadInOrder) {
  EventLoop loop;
  std::vector<int> seen;
  const auto home = std::this_thread::get_id();
  std::jthread other([&] {
    for (int i = 0; i < 1000; ++i) {
      loop.post([&, i] {
        EXPECT_EQ(std::this_thread::get_id(), home);
        seen.push_back(i);
      });
    }
    loop.post([&] { loop.stop(); });
  });
  loop.run();
  ASSERT_EQ(seen.size(), 1000U);
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
}

TEST(EventLoopTest, WorkPostedByPostedWorkRuns) {
  EventLoop loop;
  int depth = 0;
  std::function<void()> next = [&] { ++depth < 10 ? loop.post(next) : loop.stop(); };
  loop.post(next);
  loop.run();
  EXPECT_EQ(depth, 10);
}

TEST(EventLoopTest, NothingRunsAfterStop) {
  EventLoop loop;
  std::string order;
  const auto held = std::make_shared<int>();
  loop.post([&] { order += "a", loop.stop(); });
  loop.post([&] { order += "x"; });
  loop.after(Micros{0}, [&] { order += "y"; });
  loop.add_pump([&] { return order += "p", false; });
  loop.run();
  loop.post([&order, held] { order += "z"; });
  EXPECT_EQ(held.use_count(), 1);  // dropped, not kept
  loop.run();                      // returns at once
  EXPECT_EQ(order, "pa");
}

TEST(EventLoopTest, StopFromAnotherThreadEndsASleepingLoop) {
  EventLoop loop;
  std::jthread other;
  loop.add_pump([&] {
    other = std::jthread([&] { loop.stop(); });
    return false;
  });
  loop.run();
}

TEST(EventLoopTest, AHandlersExceptionLeavesRunAndTheLoopGoesOn) {
  EventLoop loop;
  loop.after(Micros{0}, [] { throw std::runtime_error("broken"); });
  loop.after(Micros{1000}, [&] { loop.stop(); });
  EXPECT_THROW(loop.run(), std::runtime_error);
  loop.run();
}

}  // namespace
}  // namespace redrive::sys
