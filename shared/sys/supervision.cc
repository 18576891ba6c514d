#include "shared/sys/supervision.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "shared/sys/deadline.h"
#include "shared/sys/io.h"
#include "shared/sys/process_talk.h"
#include "shared/sys/sigpipe_blocked.h"

namespace redrive::sys {
namespace {

// How long output is still read after the leader has gone: time enough for what it wrote, not for a grandchild's life.
constexpr base::Micros kLinger{1'000'000};
// How long a killed process may take to go before it is given up (stuck in the kernel, or not ours to kill).
constexpr base::Micros kGiveUp{5'000'000};
constexpr int kReadsAtOnce = 32;  // then signals and deadlines have their turn

// Hands on what can be read now. False when the other side has closed.
template <typename Take>
bool read_some(int fd, Take take) {
  std::array<char, 64 * 1024> buffer;
  for (int i = 0; i < kReadsAtOnce; ++i) {
    const ssize_t got = uninterrupted([&] { return ::read(fd, buffer.data(), buffer.size()); });
    if (got < 0 && errno == EAGAIN) return true;
    if (got <= 0) return false;
    take(std::string_view(buffer.data(), static_cast<std::size_t>(got)));
  }
  return true;
}

}  // namespace

Supervision::Supervision(const ProcessRequest& request, pid_t pid, ChildEnds ends)
    : request_(request),
      pid_(pid),
      ends_(std::move(ends)),
      kept_(request.keep_head, request.keep_tail),
      deadline_(deadline_in(request.deadline)) {}

void Supervision::enter(Phase phase, base::Micros time) {
  phase_ = phase;
  deadline_ = deadline_in(time);
}

void Supervision::signal_group(int number) {
  ::kill(-pid_, number);
}

void Supervision::ask_to_end(ProcessResult::End why) {
  end_ = why;
  if (request_.talk == nullptr || !ends_.in) return terminate();
  request_.talk->write(request_.talk->last_words());
  request_.talk->close();
  enter(Phase::kTold, request_.talk->last_words_for());
}

void Supervision::terminate() {
  signal_group(SIGTERM);
  signal_group(SIGCONT);  // a stopped process does not see the TERM before
  enter(Phase::kAsked, request_.grace);
}

bool Supervision::deadline_passed() {
  switch (phase_) {
    case Phase::kRunning:
      ask_to_end(ProcessResult::End::kTimedOut);
      return true;
    case Phase::kTold:
      terminate();
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
  if (ends_.output && !read_some(ends_.output.get(), [&](std::string_view bytes) { kept_.add(bytes); }))
    ends_.output.reset();
}

void Supervision::listen() {
  if (!ends_.out || read_some(ends_.out.get(), [&](std::string_view bytes) { request_.talk->heard(bytes); })) return;
  ends_.out.reset();
  request_.talk->silent();
}

void Supervision::feed() {
  if (!ends_.in) return;
  auto more = request_.talk->take();
  if (sent_ > 0) unsent_.erase(0, std::exchange(sent_, 0));
  unsent_ += more.bytes;
  last_of_stdin_ = more.closed;
  const SigpipeBlocked blocked;
  while (sent_ < unsent_.size()) {
    const std::string_view rest = std::string_view(unsent_).substr(sent_);
    const ssize_t sent = uninterrupted([&] { return ::write(ends_.in.get(), rest.data(), rest.size()); });
    if (sent < 0 && errno == EAGAIN) return;
    if (sent < 0) return stop_feeding();
    sent_ += static_cast<std::size_t>(sent);
  }
  unsent_.clear();
  sent_ = 0;
  if (last_of_stdin_) ends_.in.reset();
}

void Supervision::stop_feeding() {
  ends_.in.reset();
  unsent_.clear();
  request_.talk->deaf();
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

// Waits for the next thing that happens, and sees to it.
void Supervision::look(int cancel_fd) {
  const short feeding = static_cast<short>(unsent_.empty() ? 0 : POLLOUT);  // without it a reader's end is still told
  std::array<pollfd, 6> fds{{{ends_.output.get(), POLLIN, 0},
                             {ends_.out.get(), POLLIN, 0},
                             {ends_.in.get(), feeding, 0},
                             {ends_.in ? request_.talk->wake_fd() : -1, POLLIN, 0},
                             {ends_.leader.get(), POLLIN, 0},
                             {phase_ == Phase::kRunning ? cancel_fd : -1, POLLIN, 0}}};
  ::poll(fds.data(), fds.size(), wait_until(deadline_));  // interrupted, it reports nothing, and the next round tells
  if (fds[0].revents != 0) drain();
  if (fds[1].revents != 0) listen();
  if ((fds[2].revents & POLLERR) != 0) {
    stop_feeding();
  } else if (fds[2].revents != 0 || fds[3].revents != 0) {
    feed();
  }
  if (fds[4].revents != 0) {
    ends_.leader.reset();
    enter(Phase::kGone, kLinger);
  } else if (fds[5].revents != 0) {
    ask_to_end(ProcessResult::End::kCancelled);
  }
}

ProcessResult Supervision::wait(int cancel_fd) {
  if (request_.talk != nullptr) request_.talk->started();
  while (ends_.output || ends_.out || phase_ != Phase::kGone) {
    look(cancel_fd);
    if (steady_now() >= deadline_ && !deadline_passed()) break;
  }
  signal_group(SIGKILL);  // before reaping: until then the group's number cannot be another's
  drain();
  listen();
  ProcessResult result;
  reap(result);
  result.output = kept_.text();
  return result;
}

}  // namespace redrive::sys
