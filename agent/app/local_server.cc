#include "agent/app/local_server.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>

#include "agent/app/local_channel.h"
#include "shared/log/log.h"

namespace redrive::agent {
namespace {
constexpr int kBacklog = 16;
}  // namespace

base::Result<std::unique_ptr<LocalServer>> LocalServer::open(sys::EventLoop& loop,
                                                             const std::filesystem::path& state_dir, Answer answer,
                                                             base::Micros deadline) {
  const auto path = local_socket_path(state_dir);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.string().size() >= sizeof address.sun_path) {
    return base::fail(base::ErrorCode::kInvalid,
                      path.string() + " is too long for a socket path (107 bytes); choose a shorter state_dir");
  }
  path.string().copy(address.sun_path, path.string().size());
  ::unlink(path.c_str());  // a leftover: the lock on state_dir says that no other agent uses it
  sys::Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd || ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::chmod(path.c_str(), 0660) != 0 || ::listen(fd.get(), kBacklog) != 0) {
    return tl::unexpected<base::Error>(sys::errno_error("listen on", path, errno));
  }
  std::unique_ptr<LocalServer> server(new LocalServer(loop, path, std::move(fd), std::move(answer), deadline));
  loop.watch(server->listening_.get(), [raw = server.get()] { raw->accept_one(); });
  return server;
}

void LocalServer::stop() {
  if (!listening_) return;
  loop_.unwatch(listening_.get());
  listening_.reset();
  ::unlink(path_.c_str());
  {
    std::lock_guard lock(mutex_);
    for (const int fd : clients_) ::shutdown(fd, SHUT_RDWR);
  }
  workers_.stop();
}

void LocalServer::accept_one() {
  const int fd = ::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC);
  if (fd < 0) return;
  // Closed when it was served, or when stop() dropped it from the queue.
  const std::shared_ptr<void> client(nullptr, [this, fd](void*) { hang_up(fd); });
  {
    std::lock_guard lock(mutex_);
    const bool room = clients_.size() < kMaxClients;
    clients_.insert(fd);
    if (!room) return log::warning("local", "too many connections on agent.sock; one was closed");
  }
  workers_.post([this, fd, client] { serve(fd); });
}

void LocalServer::hang_up(int fd) {
  std::lock_guard lock(mutex_);
  clients_.erase(fd);
  ::close(fd);
}

void LocalServer::serve(int fd) const {
  auto user = peer_user(fd);
  auto request = receive_message(fd, deadline_);
  if (!user || !request) return log::warning("local", (user ? request.error() : user.error()).message);
  auto sent = send_message(fd, {0, request->id, answer_(request->message, *user)}, deadline_);
  if (!sent) log::warning("local", sent.error().message);
}

}  // namespace redrive::agent
