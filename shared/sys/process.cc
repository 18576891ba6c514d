#include "shared/sys/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "shared/sys/deadline.h"
#include "shared/sys/file.h"
#include "shared/sys/io.h"
#include "shared/sys/kept_output.h"
#include "shared/sys/spawn.h"

namespace redrive::sys {
namespace {

// How long output is still read after the leader has gone: time enough for what it wrote, not for a grandchild's life.
constexpr base::Micros kLinger{1'000'000};
// How long a killed process may take to go before it is given up (stuck in the kernel, or not ours to kill).
constexpr base::Micros kGiveUp{5'000'000};
constexpr int kReadsAtOnce = 32;  // then signals and deadlines have their turn

struct Pipe {
  Fd read, write;
};

// Both ends close-on-exec and above 2: the child's standard descriptors are filled one after the other, and an end
// among them would be overwritten.
int open_pipe(Pipe& pipe) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return errno;
  const Fd read(ends[0]), write(ends[1]);
  pipe.read = Fd(::fcntl(read.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  pipe.write = Fd(::fcntl(write.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  if (!pipe.read || !pipe.write || ::fcntl(pipe.read.get(), F_SETFL, O_NONBLOCK) != 0) return errno;
  return 0;
}

// By number: the C library's own function is newer than the oldest one we run on.
Fd open_pidfd(pid_t pid) {
  return Fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

// One child from its start to its reaping.
class Supervision {
 public:
  Supervision(const ProcessRequest& request, pid_t pid, Fd leader, Fd output)
      : request_(request),
        pid_(pid),
        leader_(std::move(leader)),
        output_(std::move(output)),
        kept_(request.keep_head, request.keep_tail),
        deadline_(deadline_in(request.deadline)) {}

  ProcessResult wait(int cancel_fd);

 private:
  enum class Phase { kRunning, kAsked, kKilled, kGone };

  void enter(Phase phase, base::Micros time) { phase_ = phase, deadline_ = deadline_in(time); }
  void signal_group(int number) { ::kill(-pid_, number); }
  void ask_to_end(ProcessResult::End why);
  bool deadline_passed();  // false when there is nothing left to wait for
  void drain();
  void reap(ProcessResult& result);

  const ProcessRequest& request_;
  pid_t pid_;
  Fd leader_, output_;
  KeptOutput kept_;
  Phase phase_ = Phase::kRunning;
  base::SteadyTime deadline_;
  ProcessResult::End end_ = ProcessResult::End::kExited;
};

void Supervision::ask_to_end(ProcessResult::End why) {
  end_ = why;
  signal_group(SIGTERM);
  signal_group(SIGCONT);  // a stopped process does not see the TERM before
  enter(Phase::kAsked, request_.grace);
}

bool Supervision::deadline_passed() {
  switch (phase_) {
    case Phase::kRunning:
      ask_to_end(ProcessResult::End::kTimedOut);
      return true;
    case Phase::kAsked:
      signal_group(SIGKILL);
      enter(Phase::kKilled, kGiveUp);
      return true;
    case Phase::kKilled:
    case Phase::kGone:
      break;
  }
  return false;
}

void Supervision::drain() {
  std::array<char, 64 * 1024> buffer;
  for (int i = 0; output_ && i < kReadsAtOnce; ++i) {
    const ssize_t got = uninterrupted([&] { return ::read(output_.get(), buffer.data(), buffer.size()); });
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) return output_.reset();
    kept_.add({buffer.data(), static_cast<std::size_t>(got)});
  }
}

void Supervision::reap(ProcessResult& result) {
  int status = 0;
  const int flags = phase_ == Phase::kGone ? 0 : WNOHANG;
  const bool known = uninterrupted([&] { return ::waitpid(pid_, &status, flags); }) == pid_;
  const bool signalled = known && WIFSIGNALED(status);
  result.code = signalled ? WTERMSIG(status) : known ? WEXITSTATUS(status) : SIGKILL;
  result.end = end_;
  if (end_ == ProcessResult::End::kExited && (signalled || !known)) result.end = ProcessResult::End::kSignalled;
}

ProcessResult Supervision::wait(int cancel_fd) {
  while (output_ || phase_ != Phase::kGone) {
    std::array<pollfd, 3> fds{{{output_.get(), POLLIN, 0}, {leader_.get(), POLLIN, 0}, {cancel_fd, POLLIN, 0}}};
    if (phase_ != Phase::kRunning) fds[2].fd = -1;
    ::poll(fds.data(), fds.size(), wait_until(deadline_));  // interrupted, it reports nothing, and the next round tells
    if (fds[0].revents != 0) drain();
    if (fds[1].revents != 0) {
      leader_.reset();
      enter(Phase::kGone, kLinger);
    } else if (fds[2].revents != 0) {
      ask_to_end(ProcessResult::End::kCancelled);
    }
    if (steady_now() >= deadline_ && !deadline_passed()) break;
  }
  signal_group(SIGKILL);  // before reaping: until then the group's number cannot be another's
  drain();
  ProcessResult result;
  reap(result);
  result.output = kept_.text();
  return result;
}

}  // namespace

ProcessResult PosixProcessRunner::run(const ProcessRequest& request, std::stop_token stop) {
  using End = ProcessResult::End;
  if (stop.stop_requested()) return {End::kCancelled, 0, {}};
  Pipe pipe;
  if (const int error = open_pipe(pipe)) return {End::kNotStarted, error, {}};
  const Fd cancel(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!cancel) return {End::kNotStarted, errno, {}};
  pid_t pid = 0;
  if (const int error = spawn_child(request, pipe.write.get(), pid)) return {End::kNotStarted, error, {}};
  pipe.write.reset();
  Fd leader = open_pidfd(pid);
  if (!leader) {
    ::kill(-pid, SIGKILL);  // unwatched it could not be bounded; it has run, so this is not "not started"
    uninterrupted([&] { return ::waitpid(pid, nullptr, 0); });
    return {End::kSignalled, SIGKILL, "killed at once: no descriptor left to watch it by\n"};
  }
  const std::stop_callback on_stop(stop, [&] { ::eventfd_write(cancel.get(), 1); });
  return Supervision(request, pid, std::move(leader), std::move(pipe.read)).wait(cancel.get());
}

}  // namespace redrive::sys
