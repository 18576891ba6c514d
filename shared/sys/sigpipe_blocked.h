// A reader that went must be an error of a call, not the end of the process: OpenSSL writes without MSG_NOSIGNAL, and a
// pipe knows no such flag.
#pragma once

#include <csignal>

namespace redrive::sys {

// Blocks SIGPIPE in this thread as long as it lives, and takes one that came meanwhile with it.
class SigpipeBlocked {
 public:
  SigpipeBlocked();
  ~SigpipeBlocked();
  SigpipeBlocked(const SigpipeBlocked&) = delete;
  SigpipeBlocked& operator=(const SigpipeBlocked&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace redrive::sys
