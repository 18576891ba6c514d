// One thread's loop: file descriptors, timers, signals and work posted from other threads. Nothing that blocks may run
// on it. All functions belong to the loop's thread (or the time before run()) except post() and stop(). Handlers may
// watch, unwatch (themselves too), add and cancel timers, and stop the loop. What the system refuses (no descriptors
// left, a descriptor that cannot be waited for) is thrown as std::system_error; a handler's own exception leaves run().
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "shared/base/time.h"

namespace redrive::sys {

class EventLoop {
 public:
  using TimerId = std::uint64_t;

  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // Calls `on_readable` whenever fd is readable, at its end or in error (level-triggered: again and again until that is
  // dealt with). A second watch of an fd replaces the first. The fd stays the caller's and must outlive the watch.
  void watch(int fd, std::function<void()> on_readable);
  void unwatch(int fd);

  // `pump` runs before every wait and returns true while it wants to run again at once. For sources whose descriptor
  // only announces changes (ZMQ_FD): watch the fd with an empty handler and drain in the pump. Descriptors and timers
  // are served between two rounds of the pumps, whatever these return.
  void add_pump(std::function<bool()> pump);

  // Once, on the steady clock, up to a millisecond late but never early; equal times in the order they were asked for.
  TimerId after(base::Micros delay, std::function<void()> fn);
  void cancel(TimerId id);  // no effect once it ran

  // The signals are blocked in this thread from here on and delivered to the loop; call before other threads start, so
  // that they inherit the block.
  void watch_signals(const std::vector<int>& signals, std::function<void(int)> on_signal);

  // From any thread: run fn on the loop's thread, in the order posted. Not bounded here: whoever posts bounds what it
  // has under way. Work posted after stop() is dropped, and so is what had not run by then.
  void post(std::function<void()> fn);

  void run();   // until stop(); at once when that was before
  void stop();  // from any thread or from a handler; no further handler runs

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Before a loop watches them: blocked in this thread from here on, so that none ends the program; one that comes is
// delivered once the loop runs. Call before other threads start.
void hold_back(const std::vector<int>& signals);

}  // namespace redrive::sys
