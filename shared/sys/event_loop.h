// One thread's loop: file descriptors, timers, signals and work posted from other threads. Nothing that blocks may run on
// it.
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

  // Calls `on_readable` whenever fd is readable (level-triggered). The fd stays the caller's and must outlive the watch.
  void watch(int fd, std::function<void()> on_readable);
  void unwatch(int fd);

  // `pump` runs before every wait and returns true while it wants to run again at once. For sources whose descriptor
  // only announces changes (ZMQ_FD): watch the fd with an empty handler and drain in the pump.
  void add_pump(std::function<bool()> pump);

  TimerId after(base::Micros delay, std::function<void()> fn);
  void cancel(TimerId id);  // no effect once it ran

  // The signals are blocked in this thread at construction of the watch and delivered here; call before other threads start.
  void watch_signals(const std::vector<int>& signals, std::function<void(int)> on_signal);

  // From any thread: run fn on the loop's thread. Work posted after stop() is dropped.
  void post(std::function<void()> fn);

  void run();   // until stop()
  void stop();  // from any thread or from a handler

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace redrive::sys
