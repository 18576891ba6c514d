// What the tests of processes share. Children here may be shells; the product starts none.
#pragma once

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>

#include "shared/sys/file.h"
#include "shared/sys/process.h"

namespace redrive::sys {

using End = ProcessResult::End;

inline ProcessRequest request_for(std::vector<std::string> argv) {
  ProcessRequest request;
  request.argv = std::move(argv);
  return request;
}

inline ProcessRequest shell(std::string script) {
  return request_for({"sh", "-c", std::move(script)});
}

inline ProcessResult run(const ProcessRequest& request, std::stop_token stop = {}) {
  return PosixProcessRunner().run(request, std::move(stop));
}

// Waits for the death of a process that has been killed. A zombie counts as dead.
inline bool dies(pid_t pid) {
  const Fd fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (!fd) return errno == ESRCH;
  pollfd poll_fd{fd.get(), POLLIN, 0};
  return ::poll(&poll_fd, 1, 20'000) == 1;
}

}  // namespace redrive::sys
