// The other end of sockets under test, on loopback. It waits half a minute for the other side at most.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <string>
#include <string_view>

#include "shared/sys/file.h"

namespace redrive::sys {

class InetClient {
 public:
  InetClient(int kind, std::uint16_t port) : fd_(::socket(AF_INET, kind | SOCK_CLOEXEC, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{30, 0};
    EXPECT_EQ(::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), 0);
    EXPECT_EQ(::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to), 0) << std::strerror(errno);
  }
  void send(std::string_view bytes) {
    EXPECT_EQ(::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
  }
  // Takes away from `bytes` what could be sent; false when for a second nothing could: the other side does not read.
  bool send_some(std::string_view& bytes) {
    const timeval patience{1, 0};
    EXPECT_EQ(::setsockopt(fd_.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience), 0);
    const auto sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    EXPECT_TRUE(sent >= 0 || errno == EAGAIN) << std::strerror(errno);
    bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(sent, 0)));
    return sent > 0;
  }
  void close() { fd_.reset(); }
  void wait_for_the_end() {  // that the other side closes
    char byte = 0;
    const auto got = ::recv(fd_.get(), &byte, 1, 0);
    EXPECT_TRUE(got == 0 || (got < 0 && errno == ECONNRESET)) << got << " " << std::strerror(errno);
  }

 private:
  Fd fd_;
};

}  // namespace redrive::sys
