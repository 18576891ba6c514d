#include "shared/sys/sigpipe_blocked.h"

#include <pthread.h>

#include <ctime>

namespace redrive::sys {
namespace {

sigset_t only_pipe() {
  sigset_t pipe;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  return pipe;
}

}  // namespace

SigpipeBlocked::SigpipeBlocked() {
  const sigset_t pipe = only_pipe();
  pthread_sigmask(SIG_BLOCK, &pipe, &before_);
}

SigpipeBlocked::~SigpipeBlocked() {
  if (sigismember(&before_, SIGPIPE) == 1) return;
  // One that became pending meanwhile must not arrive now.
  const sigset_t pipe = only_pipe();
  const timespec at_once{0, 0};
  while (sigtimedwait(&pipe, nullptr, &at_once) > 0) {
  }
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace redrive::sys
