// The terminal as `redrive watch` holds it: the alternate screen, without echo, given back as it was.
#pragma once

#include <termios.h>

#include <string>
#include <vector>

#include "cli/watch/overview.h"
#include "shared/base/result.h"
#include "shared/sys/file.h"

namespace redrive::cli {

class Screen {
 public:
  static bool is_there();  // standard input and output are terminals

  // SIGINT, SIGTERM, SIGHUP, SIGQUIT and SIGWINCH are this object's from now on: make it before other threads.
  static base::Result<std::unique_ptr<Screen>> open();
  ~Screen();
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  ScreenSize size() const;
  void draw(const std::vector<std::string>& marked) const;  // lines from the top; the rest becomes empty

  // What happens first: somebody wants to leave (q, Ctrl-C, Ctrl-D, a signal, or the terminal is gone), the size is
  // another one, `fd` can be read, or `most` has passed.
  enum class Event { kLeave, kResized, kReadable, kTime };
  Event wait(int fd, base::Micros most);

 private:
  Screen(sys::Fd signals, const termios& before) : signals_(std::move(signals)), before_(before) {}
  bool wants_to_leave() const;
  Event take_signal() const;

  sys::Fd signals_;
  termios before_;
};

}  // namespace redrive::cli
