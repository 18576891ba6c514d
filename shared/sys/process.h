// The process seam: run a program by argument vector, bounded in time and output, and say how it ended.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "shared/base/time.h"

namespace redrive::sys {

class ProcessTalk;
struct Seal;

struct ProcessRequest {
  std::vector<std::string> argv;         // argv[0] is looked up in PATH where it has no slash; never a shell line
  std::vector<std::string> environment;  // "NAME=value"; the child gets just these and PATH, HOME, LANG=C.UTF-8
  std::string directory;                 // working directory; empty = ours
  base::Micros deadline{600'000'000};    // then TERM to the whole process group, KILL after `grace`
  base::Micros grace{5'000'000};
  std::size_t keep_head = 16 * 1024, keep_tail = 48 * 1024;  // bytes kept of stdout and stderr together
  ProcessTalk* talk = nullptr;  // process_talk.h: stdin and stdout are a talk's, only stderr is kept
  // seal.h: runs the program of the seal under this argv, with nothing of the environment, in /.
  const Seal* seal = nullptr;
};

struct ProcessResult {
  enum class End { kExited, kSignalled, kTimedOut, kCancelled, kNotStarted };
  End end = End::kNotStarted;
  int code = 0;        // exit code, signal number (either for kTimedOut, kCancelled), or errno for kNotStarted
  std::string output;  // head, a line saying how much was left out, tail; raw bytes, whatever the program wrote
};

// Safe from any thread; blocks its caller.
class ProcessRunner {
 public:
  virtual ~ProcessRunner() = default;
  virtual ProcessResult run(const ProcessRequest& request, std::stop_token stop) = 0;
};

// posix_spawn with an empty signal mask, default SIGPIPE, a process group of its own, /dev/null as stdin (without a
// talk), no inherited descriptors. A grandchild that keeps the pipe open does not hold up the result: when the program
// itself has ended, what is left of its process group is killed a moment later. A missing program is kNotStarted with
// ENOENT. A stop before the start starts nothing; later it ends the program as the deadline does (a talk's last words,
// TERM, then KILL after `grace`).
class PosixProcessRunner final : public ProcessRunner {
 public:
  ProcessResult run(const ProcessRequest& request, std::stop_token stop) override;
};

}  // namespace redrive::sys
