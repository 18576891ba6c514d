// Lines a person types at the terminal. Ctrl-C while one is awaited ends the reading and not the program, so that it
// can say that nothing was run.
#pragma once

#include <csignal>
#include <optional>
#include <string>

#include "agent/app/approval_screens.h"

namespace redrive::agent {

// One at a time: Ctrl-C is its while it lives.
class LineInput {
 public:
  static constexpr std::size_t kLongest = 4096;  // bytes of a line; the rest of a longer one is dropped

  explicit LineInput(int fd);
  ~LineInput();
  LineInput(const LineInput&) = delete;
  LineInput& operator=(const LineInput&) = delete;

  // Without its line end; nothing at the end of input, at Ctrl-C or when the terminal is gone.
  std::optional<std::string> next();

  // What was typed before this moment is no answer to what is shown from now on.
  void drop_typed();

 private:
  const int fd_;
  std::string rest_;  // read, and after the last line given
  struct sigaction before_ {};
};

// The terminal's size now; 80 by 24 where it does not tell.
Screen screen_of(int fd);

}  // namespace redrive::agent
