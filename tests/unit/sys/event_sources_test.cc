#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <system_error>

#include "shared/sys/event_loop.h"
#include "shared/sys/file.h"
#include "tests/unit/sys/temp_dir.h"

namespace redrive::sys {
namespace {

using base::Micros;

struct Pipe {
  Fd read, write;
  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category());
    read = Fd(ends[0]), write = Fd(ends[1]);
  }
  void put() const { EXPECT_EQ(::write(write.get(), "x", 1), 1); }
  void take() const {
    char byte = 0;
    EXPECT_EQ(::read(read.get(), &byte, 1), 1);
  }
};

TEST(EventSourcesTest, CallsAgainUntilEverythingIsRead) {
  EventLoop loop;
  const Pipe pipe;
  for (int i = 0; i < 3; ++i) pipe.put();
  int calls = 0;
  loop.watch(pipe.read.get(), [&] {
    pipe.take();
    if (++calls == 3) loop.stop();
  });
  loop.run();
  EXPECT_EQ(calls, 3);
}

TEST(EventSourcesTest, ReportsTheEndOfTheOtherSide) {
  EventLoop loop;
  Pipe pipe;
  pipe.write.reset();
  loop.watch(pipe.read.get(), [&] { loop.stop(); });
  loop.run();
}

TEST(EventSourcesTest, AHandlerMayUnwatchItself) {
  EventLoop loop;
  const Pipe pipe;
  pipe.put();
  const auto held = std::make_shared<int>(0);
  loop.watch(pipe.read.get(), [&loop, &pipe, held] {
    loop.unwatch(pipe.read.get());
    loop.unwatch(pipe.read.get());
    ++*held;  // the closure is still alive
    loop.after(Micros{1000}, [&loop] { loop.stop(); });
  });
  loop.run();
  EXPECT_EQ(*held, 1);
  EXPECT_EQ(held.use_count(), 1);
}

TEST(EventSourcesTest, AHandlerMayUnwatchAnotherThatIsReadyToo) {
  EventLoop loop;
  const Pipe a, b;
  a.put(), b.put();
  int calls = 0;
  const auto handler = [&] {
    ++calls;
    loop.unwatch(a.read.get()), loop.unwatch(b.read.get());
    loop.after(Micros{1000}, [&] { loop.stop(); });
  };
  loop.watch(a.read.get(), handler);
  loop.watch(b.read.get(), handler);
  loop.run();
  EXPECT_EQ(calls, 1);
}

TEST(EventSourcesTest, NoHandlerRunsAfterOneThatStopped) {
  EventLoop loop;
  const Pipe a, b;
  a.put(), b.put();
  int calls = 0;
  for (const auto* pipe : {&a, &b}) {
    loop.watch(pipe->read.get(), [&] { ++calls, loop.stop(); });
  }
  loop.run();
  EXPECT_EQ(calls, 1);
}

// Both pipes are ready in one wait. The handler that comes first closes the other pipe, and watches a new, silent one
// that got the same descriptor number: the old pipe's event must not reach it.
TEST(EventSourcesTest, AnEventOfAClosedDescriptorDoesNotReachItsSuccessor) {
  EventLoop loop;
  const Pipe a, b, silent;
  a.put(), b.put();
  bool wrong = false;
  const auto replace = [&](const Fd& other) {
    loop.unwatch(other.get());
    ASSERT_EQ(::dup3(silent.read.get(), other.get(), O_CLOEXEC), other.get());
    loop.watch(other.get(), [&] { wrong = true; });
    loop.after(Micros{1000}, [&] { loop.stop(); });
  };
  loop.watch(a.read.get(), [&] { a.take(), replace(b.read); });
  loop.watch(b.read.get(), [&] { b.take(), replace(a.read); });
  loop.run();
  EXPECT_FALSE(wrong);
}

TEST(EventSourcesTest, ASecondWatchReplacesTheFirst) {
  EventLoop loop;
  const Pipe pipe;
  pipe.put();
  bool first = false;
  loop.watch(pipe.read.get(), [&] { first = true; });
  loop.watch(pipe.read.get(), [&] { loop.stop(); });
  loop.run();
  EXPECT_FALSE(first);
}

TEST(EventSourcesTest, ADescriptorClosedWhileWatchedMayBeWatchedAnew) {
  EventLoop loop;
  Pipe pipe;
  const int number = pipe.read.get();
  loop.watch(number, [] {});
  pipe.read.reset();
  const Pipe next;
  ASSERT_EQ(next.read.get(), number);
  next.put();
  loop.watch(number, [&] { loop.stop(); });
  loop.run();
}

TEST(EventSourcesTest, ABusyPumpDoesNotStarveDescriptors) {
  EventLoop loop;
  const Pipe pipe;
  pipe.put();
  loop.add_pump([] { return true; });
  loop.watch(pipe.read.get(), [&] { loop.stop(); });
  loop.run();
}

TEST(EventSourcesTest, AnEmptyHandlerWakesThePump) {
  EventLoop loop;
  const Pipe pipe;
  int rounds = 0;
  loop.watch(pipe.read.get(), nullptr);
  loop.add_pump([&] {
    if (++rounds == 1) pipe.put();
    if (rounds == 2) loop.stop();
    return false;
  });
  loop.run();
  EXPECT_EQ(rounds, 2);
}

TEST(EventSourcesTest, RefusesWhatCannotBeWaitedFor) {
  EventLoop loop;
  const TempDir dir;
  const Fd file(::open((dir / "f").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  EXPECT_THROW(loop.watch(file.get(), [] {}), std::system_error);
  EXPECT_THROW(loop.watch(-1, [] {}), std::system_error);
}

TEST(EventSourcesTest, ASignalHeldBackIsDeliveredOnceALoopWatchesIt) {
  sigset_t before;
  ASSERT_EQ(::pthread_sigmask(SIG_SETMASK, nullptr, &before), 0);
  {
    hold_back({SIGHUP});
    ::pthread_kill(::pthread_self(), SIGHUP);
    EventLoop loop;
    int seen = 0;
    loop.watch_signals({SIGHUP}, [&](int number) {
      seen = number;
      loop.stop();
    });
    loop.run();
    EXPECT_EQ(seen, SIGHUP);
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

TEST(EventSourcesTest, DeliversSignals) {
  sigset_t before;
  ASSERT_EQ(::pthread_sigmask(SIG_SETMASK, nullptr, &before), 0);
  {
    EventLoop loop;
    std::vector<int> seen;
    loop.watch_signals({SIGUSR1, SIGHUP}, [&](int number) {
      seen.push_back(number);
      if (seen.size() == 2) loop.stop();
    });
    ::pthread_kill(::pthread_self(), SIGUSR1);
    ::pthread_kill(::pthread_self(), SIGHUP);
    loop.run();
    std::sort(seen.begin(), seen.end());
    EXPECT_EQ(seen, (std::vector<int>{SIGHUP, SIGUSR1}));
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace
}  // namespace redrive::sys
