#include "agent/app/line_input.h"

#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace redrive::agent {
namespace {

volatile std::sig_atomic_t interrupted = 0;

void note_interrupt(int) {
  interrupted = 1;
}

}  // namespace

LineInput::LineInput(int fd) : fd_(fd) {
  interrupted = 0;
  struct sigaction action {};
  action.sa_handler = note_interrupt;  // without SA_RESTART: the read comes back
  sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, &action, &before_);
}

LineInput::~LineInput() {
  ::sigaction(SIGINT, &before_, nullptr);
}

std::optional<std::string> LineInput::next() {
  for (;;) {
    if (const auto end = rest_.find('\n'); end != std::string::npos) {
      std::string line = rest_.substr(0, std::min(end, kLongest));
      rest_.erase(0, end + 1);
      return line;
    }
    if (interrupted != 0) return std::nullopt;
    if (rest_.size() > kLongest) rest_.resize(kLongest);
    std::array<char, 1024> bytes{};
    const ssize_t got = ::read(fd_, bytes.data(), bytes.size());
    if (interrupted != 0) return std::nullopt;
    if (got < 0 && errno == EINTR) continue;  // the window has another size, or the program was stopped for a while
    if (got <= 0) return std::nullopt;
    rest_.append(bytes.data(), static_cast<std::size_t>(got));
  }
}

void LineInput::drop_typed() {
  rest_.clear();
  ::tcflush(fd_, TCIFLUSH);
}

Screen screen_of(int fd) {
  winsize size{};
  Screen screen;
  if (::ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return screen;
  constexpr std::size_t kNarrowest = 20, kLowest = 5, kWidest = 500;
  screen.columns = std::clamp<std::size_t>(size.ws_col, kNarrowest, kWidest);
  screen.rows = std::clamp<std::size_t>(size.ws_row, kLowest, kWidest);
  return screen;
}

}  // namespace redrive::agent
