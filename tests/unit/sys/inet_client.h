// The other end of sockets under test: blocking, on loopback.
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
    EXPECT_EQ(::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to), 0) << std::strerror(errno);
  }
  void send(std::string_view bytes) {
    EXPECT_EQ(::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
  }
  void close() { fd_.reset(); }
  void wait_for_the_end() {  // that the other side closes
    char byte = 0;
    EXPECT_LE(::recv(fd_.get(), &byte, 1, 0), 0);
  }

 private:
  Fd fd_;
};

}  // namespace redrive::sys
