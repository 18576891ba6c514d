// One child from its start to its reaping: its outputs read, its stdin fed, its deadline kept. The inside of
// PosixProcessRunner.
#pragma once

#include <sys/types.h>

#include "shared/sys/file.h"
#include "shared/sys/kept_output.h"
#include "shared/sys/process.h"

namespace redrive::sys {

// Our ends of what connects us with a child; those of stdin and stdout only where it is talked with.
struct ChildEnds {
  Fd leader;   // a pidfd
  Fd output;   // stderr, and stdout too where it is not talked with
  Fd in, out;  // its stdin, its stdout
};

class Supervision {
 public:
  // `request` must outlive it. The descriptors do not block.
  Supervision(const ProcessRequest& request, pid_t pid, ChildEnds ends);

  // Until it has ended and is reaped. `cancel_fd` becomes readable where it is to be stopped.
  ProcessResult wait(int cancel_fd);

 private:
  enum class Phase { kRunning, kTold, kAsked, kKilled, kGone };

  void enter(Phase phase, base::Micros time);
  void signal_group(int number);
  void ask_to_end(ProcessResult::End why);
  void terminate();
  bool deadline_passed();  // false when there is nothing left to wait for
  void look(int cancel_fd);
  void drain();
  void listen();
  void feed();
  void stop_feeding();
  void reap(ProcessResult& result);

  const ProcessRequest& request_;
  const pid_t pid_;
  ChildEnds ends_;
  KeptOutput kept_;
  Phase phase_ = Phase::kRunning;
  base::SteadyTime deadline_;
  ProcessResult::End end_ = ProcessResult::End::kExited;
  std::string unsent_;  // what stdin has not taken yet, but for the first `sent_` bytes
  std::size_t sent_ = 0;
  bool last_of_stdin_ = false;  // nothing follows `unsent_`
};

}  // namespace redrive::sys
