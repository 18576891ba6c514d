#include "shared/sys/notify.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include "shared/sys/file.h"
#include "shared/sys/io.h"

namespace redrive::sys {
namespace {

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : value;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<base::Micros> watchdog_of_environment() {
  const auto pid = variable("WATCHDOG_PID");
  if (!pid.empty() && whole_number(pid) != ::getpid()) return std::nullopt;
  const auto span = whole_number(variable("WATCHDOG_USEC"));
  if (!span || *span <= 0) return std::nullopt;
  return base::Micros{*span};
}

}  // namespace

ManagerAddress ManagerAddress::from_environment() {
  const auto socket = variable("NOTIFY_SOCKET");
  // Longer than a socket's path can be: it is not one.
  if (socket.size() < 2 || socket.size() >= sizeof sockaddr_un::sun_path) return {};
  if (socket[0] != '/' && socket[0] != '@') return {};
  return {std::string(socket), watchdog_of_environment()};
}

ServiceManager::ServiceManager(ManagerAddress address) : address_(std::move(address)) {}

base::Status ServiceManager::send(std::string_view message) const {
  if (address_.socket.empty()) return {};
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  address_.socket.copy(to.sun_path, sizeof to.sun_path - 1);
  if (to.sun_path[0] == '@') to.sun_path[0] = '\0';
  // An abstract name is exactly as long as told: no zero at its end.
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.socket.size());
  const Fd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const auto sent = !fd ? -1 : uninterrupted([&] {
    return ::sendto(fd.get(), message.data(), message.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
                    reinterpret_cast<const sockaddr*>(&to), size);
  });
  if (sent < 0) return tl::unexpected(errno_error("tell the service manager at", address_.socket, errno));
  return {};
}

base::Status ServiceManager::ready(EventLoop& loop) {
  if (!address_.socket.empty() && address_.watchdog) keep_showing(loop, *address_.watchdog / 2);
  return send("READY=1");
}

// A message that is lost now is made good by the next; the manager waits for two.
void ServiceManager::keep_showing(EventLoop& loop, base::Micros every) {
  loop.after(every, [this, &loop, every] {
    (void)send("WATCHDOG=1");
    keep_showing(loop, every);
  });
}

base::Status ServiceManager::reloading(const base::Clock& clock) {
  return send(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", clock.steady().time_since_epoch().count()));
}

base::Status ServiceManager::ready_again() {
  return send("READY=1");
}

base::Status ServiceManager::stopping() {
  return send("STOPPING=1");
}

}  // namespace redrive::sys
