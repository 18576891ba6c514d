#include "cli/password.h"

#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace redrive::cli {
namespace {

using base::ErrorCode;
using base::Result;

constexpr std::size_t kMost = 4096;

volatile sig_atomic_t broken_off = 0;

void note_signal(int number) {
  broken_off = number;
}

// The terminal does not show what is typed while this lives. A signal ends the reading, not the program, so that the
// terminal is as it was before the program goes.
class Silence {
 public:
  Silence() {
    broken_off = 0;
    struct sigaction act {};
    act.sa_handler = note_signal;  // without SA_RESTART: read() ends
    for (std::size_t i = 0; i < std::size(kSignals); ++i) ::sigaction(kSignals[i], &act, &before_[i]);
    ::tcgetattr(STDIN_FILENO, &shown_);
    termios silent = shown_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  ~Silence() {
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown_);
    for (std::size_t i = 0; i < std::size(kSignals); ++i) ::sigaction(kSignals[i], &before_[i], nullptr);
    std::fputc('\n', stderr);
    if (broken_off != 0) ::raise(broken_off);
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  static constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
  termios shown_{};
  struct sigaction before_[std::size(kSignals)]{};
};

// Byte by byte: what follows the line belongs to somebody else.
Result<std::string> read_line() {
  std::string line;
  for (char c = 0;;) {
    const ssize_t got = ::read(STDIN_FILENO, &c, 1);
    if (got < 0 && errno == EINTR && broken_off == 0) continue;
    if (got <= 0 || c == '\n') break;
    if (line.size() >= kMost) return base::fail(ErrorCode::kInvalid, "a password is no longer than 1024 bytes");
    line += c;
  }
  if (line.ends_with('\r')) line.pop_back();
  if (line.empty()) return base::fail(ErrorCode::kDenied, "no password was given");
  return line;
}

}  // namespace

Result<std::string> ask_password(const std::string& prompt) {
  if (::isatty(STDIN_FILENO) == 0) return read_line();
  std::fprintf(stderr, "%s: ", prompt.c_str());
  Silence silence;
  return read_line();
}

Result<std::string> ask_new_password(const std::string& prompt) {
  auto first = ask_password(prompt);
  if (!first || ::isatty(STDIN_FILENO) == 0) return first;
  auto second = ask_password("the same once more");
  if (second && *second != *first) return base::fail(ErrorCode::kInvalid, "the two passwords differ");
  return second;
}

}  // namespace redrive::cli
