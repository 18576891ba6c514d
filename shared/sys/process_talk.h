// Talking with a program while it runs: its stdin is fed, its stdout is heard as it comes. Part of the process seam
// (process.h); whoever talks derives from it.
#pragma once

#include <mutex>
#include <string>
#include <string_view>

#include "shared/base/time.h"
#include "shared/sys/file.h"

namespace redrive::sys {

class ProcessTalk {
 public:
  // Where the program is to be ended, by its deadline or a stop, `last_words` are written and its stdin is closed; the
  // TERM follows `last_words_for` later, unless it has ended by then.
  ProcessTalk(std::string last_words, base::Micros last_words_for);
  virtual ~ProcessTalk() = default;
  ProcessTalk(const ProcessTalk&) = delete;
  ProcessTalk& operator=(const ProcessTalk&) = delete;

  // From any thread. Kept in memory until the program takes it: who writes bounds what is under way. After close()
  // nothing more is written.
  void write(std::string_view bytes);
  void close();  // its stdin, behind what was written before

  // Called by the thread that is in ProcessRunner::run, one at a time; the program's output waits meanwhile.
  virtual void started() = 0;                      // it runs
  virtual void heard(std::string_view bytes) = 0;  // of its stdout, cut anywhere
  virtual void silent() = 0;                       // its stdout is closed, nothing more is heard
  virtual void deaf() = 0;                         // it has closed its stdin: what is still unread is lost

  // For the runner.
  int wake_fd() const { return wake_.get(); }  // readable when there is something to take; take() resets it
  struct Taken {
    std::string bytes;
    bool closed;
  };
  Taken take();
  const std::string& last_words() const { return last_words_; }
  base::Micros last_words_for() const { return last_words_for_; }

 private:
  const std::string last_words_;
  const base::Micros last_words_for_;
  const Fd wake_;
  std::mutex mutex_;  // guards what follows
  std::string pending_;
  bool closed_ = false;
};

}  // namespace redrive::sys
