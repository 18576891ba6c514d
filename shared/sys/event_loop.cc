#include "shared/sys/event_loop.h"

#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <deque>
#include <map>
#include <mutex>
#include <system_error>
#include <unordered_map>

#include "shared/sys/deadline.h"
#include "shared/sys/io.h"

namespace redrive::sys {
namespace {

constexpr std::uint64_t kWake = 0;  // the eventfd's mark among the watches' numbers

[[noreturn]] void refuse(const char* doing) {
  throw std::system_error(errno, std::generic_category(), doing);
}

Fd checked(int fd, const char* doing) {
  if (fd < 0) refuse(doing);
  return Fd(fd);
}

sigset_t set_of(const std::vector<int>& signals) {
  sigset_t set;
  sigemptyset(&set);
  for (int number : signals) sigaddset(&set, number);
  return set;
}

}  // namespace

struct EventLoop::State {
  using Handler = std::function<void()>;

  Fd epoll = checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
  Fd wake = checked(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd");

  // Every watch has a number of its own, so that an event already fetched for a watch that has gone meets nobody, even
  // when its descriptor's number is in use again. Shared: a handler may unwatch itself while it runs.
  std::uint64_t next_watch = kWake + 1;
  std::unordered_map<std::uint64_t, std::shared_ptr<Handler>> handlers;
  std::unordered_map<int, std::uint64_t> watch_of;
  std::vector<Fd> signal_fds;

  std::deque<std::function<bool()>> pumps;  // a deque: a pump may add another while it runs

  TimerId next_timer = 1;
  std::map<std::pair<base::SteadyTime, TimerId>, Handler> timers;
  std::unordered_map<TimerId, base::SteadyTime> due_of;

  std::mutex mutex;  // guards posted
  std::vector<Handler> posted;
  std::atomic<bool> stopped = false;

  void ring() {
    const std::uint64_t one = 1;
    // Fails only when the counter is full, and then the loop is awake anyway.
    static_cast<void>(uninterrupted([&] { return ::write(wake.get(), &one, sizeof one); }));
  }

  bool run_pumps() {
    bool again = false;
    for (std::size_t i = 0; i < pumps.size() && !stopped; ++i) again = pumps[i]() || again;
    return again;
  }

  void run_posted() {
    std::uint64_t count = 0;
    static_cast<void>(uninterrupted([&] { return ::read(wake.get(), &count, sizeof count); }));
    std::vector<Handler> batch;
    {
      const std::lock_guard lock(mutex);
      batch.swap(posted);
    }
    for (auto& fn : batch) {
      if (stopped) return;
      fn();
    }
  }

  void run_handler(std::uint64_t watch) {
    const auto found = handlers.find(watch);
    if (found == handlers.end()) return;
    const auto handler = found->second;
    if (*handler) (*handler)();
  }

  // Due by the time the round begins, so that timers which add timers leave descriptors their turn.
  void run_timers() {
    const auto now = steady_now();
    while (!stopped && !timers.empty() && timers.begin()->first.first <= now) {
      const auto node = timers.extract(timers.begin());
      due_of.erase(node.key().second);
      node.mapped()();
    }
  }

  int wait_time(bool again) const {
    if (again || stopped) return 0;
    return timers.empty() ? -1 : wait_until(timers.begin()->first.first);
  }

  void wait(int timeout) {
    std::array<epoll_event, 64> events{};
    const int count = ::epoll_wait(epoll.get(), events.data(), static_cast<int>(events.size()), timeout);
    if (count < 0 && errno != EINTR) refuse("epoll_wait");
    for (int i = 0; i < count && !stopped; ++i) {
      const std::uint64_t watch = events[static_cast<std::size_t>(i)].data.u64;
      watch == kWake ? run_posted() : run_handler(watch);
    }
  }
};

EventLoop::EventLoop() : state_(std::make_unique<State>()) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = kWake;
  if (::epoll_ctl(state_->epoll.get(), EPOLL_CTL_ADD, state_->wake.get(), &event) != 0) refuse("epoll_ctl");
}

EventLoop::~EventLoop() = default;

void EventLoop::watch(int fd, std::function<void()> on_readable) {
  const std::uint64_t number = state_->next_watch++;
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = number;
  // Either may be the right one: the kernel forgets a descriptor that was closed while it was watched.
  if (::epoll_ctl(state_->epoll.get(), EPOLL_CTL_ADD, fd, &event) != 0 &&
      (errno != EEXIST || ::epoll_ctl(state_->epoll.get(), EPOLL_CTL_MOD, fd, &event) != 0)) {
    refuse("epoll_ctl");
  }
  const auto [known, added] = state_->watch_of.try_emplace(fd, number);
  if (!added) state_->handlers.erase(std::exchange(known->second, number));
  state_->handlers.emplace(number, std::make_shared<State::Handler>(std::move(on_readable)));
}

void EventLoop::unwatch(int fd) {
  const auto known = state_->watch_of.find(fd);
  if (known == state_->watch_of.end()) return;
  state_->handlers.erase(known->second);
  state_->watch_of.erase(known);
  ::epoll_ctl(state_->epoll.get(), EPOLL_CTL_DEL, fd, nullptr);
}

void EventLoop::add_pump(std::function<bool()> pump) {
  state_->pumps.push_back(std::move(pump));
}

EventLoop::TimerId EventLoop::after(base::Micros delay, std::function<void()> fn) {
  const TimerId id = state_->next_timer++;
  const auto due = deadline_in(delay);
  state_->timers.emplace(std::pair(due, id), std::move(fn));
  state_->due_of.emplace(id, due);
  return id;
}

void EventLoop::cancel(TimerId id) {
  const auto known = state_->due_of.find(id);
  if (known == state_->due_of.end()) return;
  state_->timers.erase({known->second, id});
  state_->due_of.erase(known);
}

void hold_back(const std::vector<int>& signals) {
  const sigset_t set = set_of(signals);
  if (const int error = ::pthread_sigmask(SIG_BLOCK, &set, nullptr)) errno = error, refuse("pthread_sigmask");
}

void EventLoop::watch_signals(const std::vector<int>& signals, std::function<void(int)> on_signal) {
  hold_back(signals);
  const sigset_t set = set_of(signals);
  state_->signal_fds.push_back(checked(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK), "signalfd"));
  const int fd = state_->signal_fds.back().get();
  watch(fd, [fd, on_signal = std::move(on_signal)] {
    signalfd_siginfo info{};
    if (uninterrupted([&] { return ::read(fd, &info, sizeof info); }) != static_cast<ssize_t>(sizeof info)) return;
    on_signal(static_cast<int>(info.ssi_signo));
  });
}

void EventLoop::post(std::function<void()> fn) {
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->stopped) return;
    state_->posted.push_back(std::move(fn));
    if (state_->posted.size() > 1) return;  // whoever was first has rung
  }
  state_->ring();
}

void EventLoop::run() {
  while (!state_->stopped) {
    const bool again = state_->run_pumps();
    state_->wait(state_->wait_time(again));
    state_->run_timers();
  }
}

void EventLoop::stop() {
  state_->stopped = true;
  state_->ring();
}

}  // namespace redrive::sys
