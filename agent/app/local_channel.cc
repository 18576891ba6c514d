#include "agent/app/local_channel.h"

#include <poll.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>

#include "agent/tool/frame.h"
#include "shared/wire/codec.h"

namespace redrive::agent {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using base::Status;
using Deadline = std::chrono::steady_clock::time_point;

Status wait_for(int fd, short events, Deadline deadline) {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    if (left <= 0) return fail(ErrorCode::kUnavailable, "the other end of the local socket did not answer in time");
    pollfd entry{fd, events, 0};
    const int ready = ::poll(&entry, 1, static_cast<int>(left));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR)
      return tl::unexpected<base::Error>(sys::errno_error("wait for", "agent.sock", errno));
  }
}

// Moves exactly `size` bytes with `move` (recv or send), waiting as needed.
template <typename Move>
Status transfer(int fd, short events, std::size_t size, Deadline deadline, Move move) {
  for (std::size_t done = 0; done < size;) {
    if (auto ready = wait_for(fd, events, deadline); !ready) return ready;
    const ssize_t n = move(done);
    if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) {
      return fail(ErrorCode::kUnavailable, "the other end of the local socket has closed it");
    }
    if (n > 0) done += static_cast<std::size_t>(n);
  }
  return {};
}

Status read_exactly(int fd, std::string& out, std::size_t size, Deadline deadline) {
  out.resize(size);
  return transfer(fd, POLLIN, size, deadline,
                  [&](std::size_t done) { return ::recv(fd, out.data() + done, size - done, MSG_DONTWAIT); });
}

}  // namespace

std::filesystem::path local_socket_path(const std::filesystem::path& state_dir) {
  return state_dir / "agent.sock";
}

Status send_message(int fd, const wire::Envelope& envelope, base::Micros deadline) {
  const std::string bytes = framed(wire::encode(envelope));
  return transfer(fd, POLLOUT, bytes.size(), std::chrono::steady_clock::now() + deadline, [&](std::size_t done) {
    return ::send(fd, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL | MSG_DONTWAIT);
  });
}

Result<wire::Envelope> receive_message(int fd, base::Micros deadline) {
  const Deadline end = std::chrono::steady_clock::now() + deadline;
  std::string bytes;
  if (auto read = read_exactly(fd, bytes, kFrameHead, end); !read) return tl::unexpected<base::Error>(read.error());
  const auto size = announced(bytes);
  if (!size) return tl::unexpected<base::Error>(size.error());
  if (auto read = read_exactly(fd, bytes, *size, end); !read) return tl::unexpected<base::Error>(read.error());
  return wire::decode(bytes);
}

Result<sys::Fd> connect_to_daemon(const std::filesystem::path& state_dir) {
  const std::string path = local_socket_path(state_dir).string();
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path)
    return fail(ErrorCode::kInvalid, path + " is too long for a socket path (107 bytes)");
  path.copy(address.sun_path, path.size());
  sys::Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd || ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return fail(ErrorCode::kUnavailable, fmt::format("{}; is the agent running? (systemctl start redrive-agent)",
                                                     sys::errno_error("reach the agent at", path, errno).message));
  }
  return fd;
}

Result<std::string> peer_user(int fd) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
    return tl::unexpected<base::Error>(sys::errno_error("tell who is at", "agent.sock", errno));
  }
  passwd entry{};
  passwd* found = nullptr;
  std::string buffer(16 * 1024, '\0');
  ::getpwuid_r(peer.uid, &entry, buffer.data(), buffer.size(), &found);
  return found ? std::string(found->pw_name) : fmt::format("uid-{}", peer.uid);
}

}  // namespace redrive::agent
