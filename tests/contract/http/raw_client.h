// A client that sends exactly the bytes it is told to.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>

namespace redrive::central {

class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) throw std::runtime_error("connect");
  }
  ~RawClient() { ::close(fd_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  // False when the other end is gone.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }
  void finish() { ::shutdown(fd_, SHUT_WR); }

  // Everything until the other end closes, or `patience` passes without a byte.
  std::string read_to_end(std::chrono::milliseconds patience = std::chrono::seconds(20)) {
    std::string all;
    while (read_some(all, patience)) {
    }
    return all;
  }
  // One response whose length is stated.
  std::string read_response() {
    std::string all;
    for (;;) {
      const auto head = all.find("\r\n\r\n");
      if (head != all.npos) {
        const auto field = all.find("Content-Length: ");
        const std::size_t length = field < head ? std::stoul(all.substr(field + 16)) : 0;
        if (all.size() >= head + 4 + length) return all;
      }
      if (!read_some(all, std::chrono::seconds(20))) return all;
    }
  }
  // True when the other end has closed by then.
  bool closed_within(std::chrono::milliseconds patience) {
    std::string rest;
    pollfd wait{fd_, POLLIN, 0};
    while (::poll(&wait, 1, static_cast<int>(patience.count())) > 0) {
      if (!read_some(rest, patience)) return true;
    }
    return false;
  }

 private:
  bool read_some(std::string& into, std::chrono::milliseconds patience) {
    pollfd wait{fd_, POLLIN, 0};
    if (::poll(&wait, 1, static_cast<int>(patience.count())) <= 0) return false;
    char buffer[16384];
    const ssize_t n = ::recv(fd_, buffer, sizeof buffer, 0);
    if (n <= 0) return false;
    into.append(buffer, static_cast<std::size_t>(n));
    return true;
  }

  int fd_;
};

}  // namespace redrive::central
