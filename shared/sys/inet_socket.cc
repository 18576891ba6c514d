#include "shared/sys/inet_socket.h"

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>
#include <memory>

#include "shared/sys/io.h"

namespace redrive::sys {
namespace {

using base::ErrorCode;
using base::fail;

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

base::Result<Addresses> resolve(const std::string& host, const std::string& port, int kind) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = kind;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &found); error != 0) {
    return fail(ErrorCode::kFailed, fmt::format("cannot find the address {}: {}", host, ::gai_strerror(error)));
  }
  return Addresses(found, ::freeaddrinfo);
}

ErrorCode code_of(int error) {
  if (error == EACCES || error == EPERM) return ErrorCode::kDenied;
  return error == EADDRINUSE ? ErrorCode::kConflict : ErrorCode::kFailed;
}

// The first of the host's addresses that can be had.
base::Result<Fd> bind_first(const std::string& host, const std::string& port, int kind) {
  const auto addresses = resolve(host, port, kind);
  if (!addresses) return tl::unexpected(addresses.error());
  int error = 0;
  for (const addrinfo* one = addresses->get(); one != nullptr; one = one->ai_next) {
    Fd fd(::socket(one->ai_family, kind | SOCK_CLOEXEC | SOCK_NONBLOCK, one->ai_protocol));
    const int on = 1;
    // A stream's port is free again at once after a restart; of datagrams two programs would share one.
    if (fd && kind == SOCK_STREAM) ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (fd && ::bind(fd.get(), one->ai_addr, one->ai_addrlen) == 0) return fd;
    error = errno;
  }
  return fail(code_of(error), fmt::format("cannot listen at {} port {}: {}", host, port, std::strerror(error)));
}

std::string address_text(const sockaddr_storage& address, socklen_t length) {
  std::array<char, NI_MAXHOST> host{};
  const auto* plain = reinterpret_cast<const sockaddr*>(&address);
  if (::getnameinfo(plain, length, host.data(), host.size(), nullptr, 0, NI_NUMERICHOST) != 0) return "unknown";
  std::string_view text(host.data());
  constexpr std::string_view kMapped = "::ffff:";
  if (text.starts_with(kMapped) && text.find('.') != text.npos) text.remove_prefix(kMapped.size());
  return std::string(text);
}

std::uint32_t lost_so_far(const msghdr& message) {
  for (cmsghdr* one = CMSG_FIRSTHDR(&message); one != nullptr; one = CMSG_NXTHDR(const_cast<msghdr*>(&message), one)) {
    if (one->cmsg_level != SOL_SOCKET || one->cmsg_type != SO_RXQ_OVFL) continue;
    std::uint32_t lost = 0;
    std::memcpy(&lost, CMSG_DATA(one), sizeof lost);
    return lost;
  }
  return 0;
}

}  // namespace

base::Result<Fd> bind_datagrams(const std::string& host, const std::string& port) {
  auto fd = bind_first(host, port, SOCK_DGRAM);
  const int on = 1;
  if (fd) ::setsockopt(fd->get(), SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
  return fd;
}

base::Result<Fd> listen_for_streams(const std::string& host, const std::string& port) {
  auto fd = bind_first(host, port, SOCK_STREAM);
  if (fd && ::listen(fd->get(), SOMAXCONN) != 0) {
    return fail(ErrorCode::kFailed, fmt::format("cannot listen at {} port {}: {}", host, port, std::strerror(errno)));
  }
  return fd;
}

std::uint16_t bound_port(int fd) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0) return 0;
  if (address.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
  return ntohs(reinterpret_cast<const sockaddr_in6*>(&address)->sin6_port);
}

std::size_t ask_for_receive_buffer(int fd, std::size_t bytes) {
  const int wanted = static_cast<int>(bytes);
  ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &wanted, sizeof wanted);
  int granted = 0;
  socklen_t length = sizeof granted;
  if (::getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &granted, &length) != 0) return 0;
  return static_cast<std::size_t>(granted) / 2;  // the kernel doubles it for its own book-keeping
}

std::optional<Datagram> receive_datagram(int fd, std::span<char> buffer) {
  sockaddr_storage from{};
  iovec part{buffer.data(), buffer.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(std::uint32_t))> control{};
  msghdr message{};
  message.msg_name = &from;
  message.msg_namelen = sizeof from;
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const ssize_t got = uninterrupted([&] { return ::recvmsg(fd, &message, MSG_DONTWAIT); });
  if (got < 0) return {};
  return Datagram{static_cast<std::size_t>(got), address_text(from, message.msg_namelen), lost_so_far(message)};
}

base::Result<Stream> accept_stream(int fd) {
  sockaddr_storage from{};
  socklen_t length = sizeof from;
  Fd stream(uninterrupted(
      [&] { return ::accept4(fd, reinterpret_cast<sockaddr*>(&from), &length, SOCK_CLOEXEC | SOCK_NONBLOCK); }));
  if (!stream) {
    const bool full = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
    return fail(full ? ErrorCode::kNoSpace : ErrorCode::kUnavailable, std::strerror(errno));
  }
  // Whoever has gone without a word is found out.
  const int on = 1;
  ::setsockopt(stream.get(), SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  return Stream{std::move(stream), address_text(from, length)};
}

StreamRead read_stream(int fd, std::span<char> buffer) {
  const ssize_t got = uninterrupted([&] { return ::recv(fd, buffer.data(), buffer.size(), MSG_DONTWAIT); });
  if (got > 0) return {static_cast<std::size_t>(got), ReadEnd::kMore};
  const bool empty = got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  return {0, empty ? ReadEnd::kEmpty : ReadEnd::kEnd};
}

}  // namespace redrive::sys
