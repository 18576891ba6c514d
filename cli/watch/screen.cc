#include "cli/watch/screen.h"

#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>

#include "cli/marks.h"

namespace redrive::cli {
namespace {

constexpr const char* kEnter = "\x1b[?1049h\x1b[?25l";  // the alternate screen, without a cursor
constexpr const char* kLeave = "\x1b[?25h\x1b[?1049l";

void put(std::string_view text) {
  while (!text.empty()) {
    const ssize_t done = ::write(STDOUT_FILENO, text.data(), text.size());
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return;  // the terminal is gone; wait() says so
    text.remove_prefix(static_cast<std::size_t>(done));
  }
}

bool leaves(char key) {
  return key == 'q' || key == 'Q' || key == '\x03' || key == '\x04';
}

}  // namespace

bool Screen::is_there() {
  return ::isatty(STDIN_FILENO) != 0 && ::isatty(STDOUT_FILENO) != 0;
}

base::Result<std::unique_ptr<Screen>> Screen::open() {
  sigset_t mine;
  sigemptyset(&mine);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH}) sigaddset(&mine, number);
  ::pthread_sigmask(SIG_BLOCK, &mine, nullptr);
  sys::Fd signals(::signalfd(-1, &mine, SFD_CLOEXEC));
  termios before{};
  if (!signals || ::tcgetattr(STDIN_FILENO, &before) != 0)
    return tl::unexpected<base::Error>(sys::errno_error("use", "the terminal", errno));
  termios raw = before;
  raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG);
  ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw);
  put(kEnter);
  return std::unique_ptr<Screen>(new Screen(std::move(signals), before));
}

Screen::~Screen() {
  put(kLeave);
  ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
}

ScreenSize Screen::size() const {
  winsize now{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &now) != 0 || now.ws_col == 0 || now.ws_row == 0) return {};
  return {now.ws_col, now.ws_row};
}

void Screen::draw(const std::vector<std::string>& marked) const {
  const Surface surface = surface_of(STDOUT_FILENO);
  std::string out = "\x1b[H";
  for (std::size_t i = 0; i < marked.size(); ++i) {
    if (i > 0) out += "\r\n";
    out += paint(marked[i], surface) + "\x1b[K";
  }
  put(out + "\x1b[J");
}

bool Screen::wants_to_leave() const {
  char keys[64];
  const ssize_t got = ::read(STDIN_FILENO, keys, sizeof keys);
  if (got < 0) return errno != EINTR && errno != EAGAIN;
  if (got == 0) return true;
  for (ssize_t i = 0; i < got; ++i) {
    if (leaves(keys[i])) return true;
  }
  return false;
}

Screen::Event Screen::take_signal() const {
  signalfd_siginfo one{};
  if (::read(signals_.get(), &one, sizeof one) != sizeof one) return Event::kTime;
  return one.ssi_signo == SIGWINCH ? Event::kResized : Event::kLeave;
}

Screen::Event Screen::wait(int fd, base::Micros most) {
  const base::SystemClock clock;
  const base::SteadyTime end = clock.steady() + most;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - clock.steady());
    if (left.count() <= 0) return Event::kTime;
    pollfd all[] = {{STDIN_FILENO, POLLIN, 0}, {signals_.get(), POLLIN, 0}, {fd, POLLIN, 0}};
    if (::poll(all, std::size(all), static_cast<int>(left.count())) < 0 && errno != EINTR) return Event::kLeave;
    if (all[1].revents != 0) return take_signal();
    if (all[0].revents != 0 && wants_to_leave()) return Event::kLeave;
    if (all[2].revents != 0) return Event::kReadable;
  }
}

}  // namespace redrive::cli
