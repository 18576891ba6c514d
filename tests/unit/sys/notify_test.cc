// What reaches a service manager, read from a real datagram socket.
#include "shared/sys/notify.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>

#include "shared/sys/file.h"
#include "tests/unit/sys/temp_dir.h"

namespace redrive::sys {
namespace {

using base::Micros;

// A manager that takes messages at `name`, written as in $NOTIFY_SOCKET.
class Manager {
 public:
  explicit Manager(std::string name) : name_(std::move(name)), fd_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    name_.copy(at.sun_path, sizeof at.sun_path - 1);
    if (name_[0] == '@') at.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name_.size());
    EXPECT_EQ(::bind(fd_.get(), reinterpret_cast<const sockaddr*>(&at), size), 0) << name_;
  }
  int fd() const { return fd_.get(); }
  const std::string& name() const { return name_; }
  // The next message, or "nothing".
  std::string heard() const {
    char bytes[4096];
    const auto size = ::recv(fd_.get(), bytes, sizeof bytes, MSG_DONTWAIT);
    return size < 0 ? "nothing" : std::string(bytes, static_cast<std::size_t>(size));
  }

 private:
  std::string name_;
  Fd fd_;
};

// Sets a variable of the environment while it lives.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) { ::setenv(name, value.c_str(), 1); }
  ~Variable() { ::unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

TEST(NotifyTest, SaysWhatTheManagerWaitsFor) {
  const TempDir dir;
  const Manager manager((dir / "notify").string());
  EventLoop loop;
  base::ManualClock clock;
  clock.advance(Micros{4'711});
  ServiceManager service({manager.name(), std::nullopt});
  EXPECT_EQ(manager.heard(), "nothing");
  EXPECT_TRUE(service.ready(loop));
  EXPECT_EQ(manager.heard(), "READY=1");
  EXPECT_TRUE(service.reloading(clock));
  EXPECT_EQ(manager.heard(), "RELOADING=1\nMONOTONIC_USEC=4711");
  EXPECT_TRUE(service.ready_again());
  EXPECT_EQ(manager.heard(), "READY=1");
  EXPECT_TRUE(service.stopping());
  EXPECT_EQ(manager.heard(), "STOPPING=1");
  EXPECT_EQ(manager.heard(), "nothing");
}

TEST(NotifyTest, ReachesANameInTheAbstractNamespace) {
  const Manager manager("@redrive-notify-test-" + std::to_string(::getpid()));
  EXPECT_TRUE(ServiceManager({manager.name(), std::nullopt}).stopping());
  EXPECT_EQ(manager.heard(), "STOPPING=1");
}

TEST(NotifyTest, ShowsThatTheLoopTurnsAgainAndAgain) {
  const TempDir dir;
  const Manager manager((dir / "notify").string());
  EventLoop loop;
  ServiceManager service({manager.name(), Micros{2'000}});
  std::string heard;
  loop.watch(manager.fd(), [&] {
    heard += manager.heard() + ";";
    if (heard.size() > 40) loop.stop();
  });
  EXPECT_TRUE(service.ready(loop));
  loop.run();
  EXPECT_EQ(heard, "READY=1;WATCHDOG=1;WATCHDOG=1;WATCHDOG=1;");
}

TEST(NotifyTest, ALoopThatDoesNotTurnFallsSilent) {
  const TempDir dir;
  const Manager manager((dir / "notify").string());
  EventLoop loop;
  ServiceManager service({manager.name(), Micros{2}});
  EXPECT_TRUE(service.ready(loop));
  EXPECT_EQ(manager.heard(), "READY=1");
  EXPECT_EQ(manager.heard(), "nothing");  // long after the microsecond at which a thread of its own would have spoken
}

TEST(NotifyTest, WithoutAWatchdogTheLoopIsNotWoken) {
  const TempDir dir;
  const Manager manager((dir / "notify").string());
  EventLoop loop;
  ServiceManager service({manager.name(), std::nullopt});
  int rounds = 0;
  loop.add_pump([&] { return ++rounds, false; });
  EXPECT_TRUE(service.ready(loop));
  loop.after(Micros{5'000}, [&] { loop.stop(); });
  loop.run();
  EXPECT_EQ(rounds, 1);
}

TEST(NotifyTest, DoesNothingWhereNobodyListens) {
  EventLoop loop;
  ServiceManager service({"", Micros{1}});
  EXPECT_TRUE(service.ready(loop));
  EXPECT_TRUE(service.stopping());
}

TEST(NotifyTest, AManagerThatIsGoneOrFullIsAnErrorAndNotAWait) {
  const TempDir dir;
  const auto gone = ServiceManager({(dir / "gone").string(), std::nullopt}).stopping();
  ASSERT_FALSE(gone);
  EXPECT_NE(gone.error().message.find("gone"), std::string::npos) << gone.error().message;

  const Manager full((dir / "full").string());
  ServiceManager service({full.name(), std::nullopt});
  base::Status last;
  for (int i = 0; i < 100'000 && last; ++i) last = service.stopping();
  EXPECT_FALSE(last);
}

TEST(NotifyTest, ReadsTheEnvironment) {
  const auto own = std::to_string(::getpid());
  struct Case {
    std::string socket, span, pid;
    std::string expected_socket;
    std::optional<Micros> expected_watchdog;
  };
  const Case cases[] = {
      {"/run/systemd/notify", "60000000", own, "/run/systemd/notify", Micros{60'000'000}},
      {"@abstract", "1", "", "@abstract", Micros{1}},
      {"/run/systemd/notify", "60000000", "1", "/run/systemd/notify", std::nullopt},  // for our parent
      {"/run/systemd/notify", "60000000", own + "x", "/run/systemd/notify", std::nullopt},
      {"/run/systemd/notify", "", own, "/run/systemd/notify", std::nullopt},
      {"/run/systemd/notify", "0", own, "/run/systemd/notify", std::nullopt},
      {"/run/systemd/notify", "-5", own, "/run/systemd/notify", std::nullopt},
      {"/run/systemd/notify", "9999999999999999999999", own, "/run/systemd/notify", std::nullopt},
      {"/run/systemd/notify", "1s", own, "/run/systemd/notify", std::nullopt},
      {"", "60000000", own, "", std::nullopt},
      {"@", "60000000", own, "", std::nullopt},
      {"relative", "60000000", own, "", std::nullopt},
      {"/" + std::string(107, 'x'), "60000000", own, "", std::nullopt},
  };
  for (const auto& c : cases) {
    const Variable socket("NOTIFY_SOCKET", c.socket), span("WATCHDOG_USEC", c.span), pid("WATCHDOG_PID", c.pid);
    const auto read = ManagerAddress::from_environment();
    EXPECT_EQ(read.socket, c.expected_socket) << c.socket;
    EXPECT_EQ(read.watchdog, c.expected_watchdog) << c.span << " for " << c.pid;
  }
  EXPECT_EQ(ManagerAddress::from_environment().socket, "");
}

}  // namespace
}  // namespace redrive::sys
