#include "shared/sys/process.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "shared/sys/io.h"
#include "shared/sys/spawn.h"
#include "shared/sys/supervision.h"

namespace redrive::sys {
namespace {

struct Pipe {
  Fd read, write;
};

// Both ends close-on-exec and above 2: the child's standard descriptors are filled one after the other, and an end
// among them would be overwritten. `ours` does not block.
int open_pipe(Pipe& pipe, Fd Pipe::*ours) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return errno;
  const Fd read(ends[0]), write(ends[1]);
  pipe.read = Fd(::fcntl(read.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  pipe.write = Fd(::fcntl(write.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  if (!pipe.read || !pipe.write || ::fcntl((pipe.*ours).get(), F_SETFL, O_NONBLOCK) != 0) return errno;
  return 0;
}

// By number: the C library's own function is newer than the oldest one we run on.
Fd open_pidfd(pid_t pid) {
  return Fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

// The pipes of a child, both ends of each.
struct Pipes {
  Pipe output, in, out;

  int open(bool talk) {
    if (const int error = open_pipe(output, &Pipe::read)) return error;
    if (!talk) return 0;
    if (const int error = open_pipe(in, &Pipe::write)) return error;
    return open_pipe(out, &Pipe::read);
  }
  ChildFiles of_child() const {
    return {in.read.get(), out.write ? out.write.get() : output.write.get(), output.write.get()};
  }
};

}  // namespace

ProcessResult PosixProcessRunner::run(const ProcessRequest& request, std::stop_token stop) {
  using End = ProcessResult::End;
  if (stop.stop_requested()) return {End::kCancelled, 0, {}};
  Pipes pipes;
  if (const int error = pipes.open(request.talk != nullptr)) return {End::kNotStarted, error, {}};
  const Fd cancel(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!cancel) return {End::kNotStarted, errno, {}};
  pid_t pid = 0;
  const auto spawn = request.seal == nullptr ? spawn_child : spawn_sealed;
  if (const int error = spawn(request, pipes.of_child(), pid)) return {End::kNotStarted, error, {}};
  for (Fd* theirs : {&pipes.output.write, &pipes.in.read, &pipes.out.write}) theirs->reset();
  Fd leader = open_pidfd(pid);
  if (!leader) {
    ::kill(-pid, SIGKILL);  // unwatched it could not be bounded; it has run, so this is not "not started"
    uninterrupted([&] { return ::waitpid(pid, nullptr, 0); });
    return {End::kSignalled, SIGKILL, "killed at once: no descriptor left to watch it by\n"};
  }
  const std::stop_callback on_stop(stop, [&] { ::eventfd_write(cancel.get(), 1); });
  ChildEnds ends{std::move(leader), std::move(pipes.output.read), std::move(pipes.in.write), std::move(pipes.out.read)};
  return Supervision(request, pid, std::move(ends)).wait(cancel.get());
}

}  // namespace redrive::sys
