// A connection that broke must be an error of a call, not the end of the process: OpenSSL writes without MSG_NOSIGNAL.
#pragma once

#include <csignal>

namespace redrive::mail {

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

}  // namespace redrive::mail
