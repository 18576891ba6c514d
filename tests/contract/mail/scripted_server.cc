#include "tests/contract/mail/scripted_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace redrive::mail {

bool Peer::say(const std::string& bytes) {
  for (std::size_t sent = 0; sent < bytes.size();) {
    const auto n = ::send(fd_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (n <= 0) return false;
    sent += static_cast<std::size_t>(n);
  }
  return true;
}

std::string Peer::hear() {
  for (;;) {
    if (const auto end = rest_.find("\r\n"); end != std::string::npos) {
      std::string line = rest_.substr(0, end);
      rest_.erase(0, end + 2);
      return line;
    }
    char buffer[4096];
    const auto n = ::recv(fd_, buffer, sizeof buffer, 0);
    if (n <= 0) return {};
    rest_.append(buffer, static_cast<std::size_t>(n));
  }
}

std::string Peer::hear_data() {
  std::string data;
  for (std::string line = hear(); line != "."; line = hear()) {
    if (line.empty() && rest_.empty() && ::recv(fd_, nullptr, 0, MSG_PEEK) < 0) break;
    data += line + "\r\n";
  }
  return data;
}

void Peer::drip(const std::string& bytes) {
  for (const char c : bytes) {
    pollfd gone{fd_, POLLRDHUP, 0};
    if (::poll(&gone, 1, 40) > 0 || !say({c})) return;
  }
}

void Peer::until_gone() {
  char buffer[4096];
  while (::recv(fd_, buffer, sizeof buffer, 0) > 0) {
  }
}

void Peer::cut() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

void Peer::greet() {
  say("220 scripted\r\n");
  hear();
  say("250 scripted\r\n");
}

void Peer::take_to_data() {
  for (const char* reply : {"250 sender ok\r\n", "250 recipient ok\r\n", "354 go on\r\n"}) {
    hear();
    say(reply);
  }
  hear_data();
}

ScriptedServer::ScriptedServer(std::vector<Script> scripts) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* raw = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, raw, size) != 0 || ::listen(listener_, 8) != 0 || ::getsockname(listener_, raw, &size) != 0) {
    throw std::runtime_error("no port to listen on");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this, scripts = std::move(scripts)] {
    for (const auto& script : scripts) {
      const int fd = ::accept(listener_, nullptr, nullptr);
      if (fd < 0) break;
      ++connections_;
      Peer peer(fd);
      script(peer);
    }
    ::shutdown(listener_, SHUT_RDWR);
  });
}

void ScriptedServer::join() {
  ::shutdown(listener_, SHUT_RDWR);
  if (thread_.joinable()) thread_.join();
}

ScriptedServer::~ScriptedServer() {
  join();
  ::close(listener_);
}

}  // namespace redrive::mail
