#include "mail/transport/guarded_socket.h"

#include <Poco/Net/NetException.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>

namespace redrive::mail {
namespace {

constexpr base::Micros kSlice{100'000};  // how late a cut() is noticed

std::int64_t now() {
  return base::SystemClock().steady().time_since_epoch().count();
}

std::string error_text(int error) {
  return std::generic_category().message(error);
}

}  // namespace

void Deadline::start(base::Micros allowed) {
  end_ = now() + allowed.count();
}

void Deadline::cut(base::Micros within) {
  cut_ = now() + within.count();
}

base::Micros Deadline::left() const {
  return base::Micros(std::max<std::int64_t>(0, std::min<std::int64_t>(end_, cut_) - now()));
}

void ConnectionGuard::check() const {
  if (!failed_.empty()) throw Poco::Net::NetException(failed_);
}

void ConnectionGuard::break_off(const std::string& why) {
  if (failed_.empty()) failed_ = why.empty() ? "connection failed" : why;
}

void ConnectionGuard::fail(const std::string& why) {
  break_off(why);
  throw Poco::Net::NetException(failed_);
}

void ConnectionGuard::await(int fd, short events, base::Micros at_most) {
  const std::int64_t until = at_most == base::Micros::max() ? INT64_MAX : now() + at_most.count();
  for (;;) {
    const auto left = std::min(deadline_.left(), base::Micros(std::max<std::int64_t>(0, until - now())));
    if (left.count() == 0) fail("no answer in time");
    pollfd entry{fd, events, 0};
    const auto slice = std::chrono::ceil<std::chrono::milliseconds>(std::min(left, kSlice));
    const int ready = ::poll(&entry, 1, static_cast<int>(slice.count()));
    if (ready > 0) return;
    if (ready < 0 && errno != EINTR) fail(error_text(errno));
  }
}

void ConnectionGuard::count_received(int bytes) {
  received_ += static_cast<std::size_t>(bytes);
  if (received_ > most_) fail("the server's replies do not end");
}

void GuardedSocket::dial(const Poco::Net::SocketAddress& address, base::Micros at_most) {
  try {
    connectNB(address);
    guard_->await(sockfd(), POLLOUT, at_most);
    if (const int error = socketError(); error != 0) guard_->fail(error_text(error));
    setNoDelay(true);
  } catch (const Poco::Exception& error) {
    guard_->fail(error.message().empty() ? error.displayText() : error.message());
  }
}

int GuardedSocket::sendBytes(const void* buffer, int length, int) {
  guard_->check();
  const char* bytes = static_cast<const char*>(buffer);
  for (int sent = 0; sent < length;) {
    if (guard_->left().count() == 0) guard_->fail("no answer in time");
    const auto n = ::send(sockfd(), bytes + sent, static_cast<std::size_t>(length - sent), MSG_NOSIGNAL);
    if (n >= 0) {
      sent += static_cast<int>(n);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      guard_->await(sockfd(), POLLOUT);
    } else if (errno != EINTR) {
      guard_->fail(error_text(errno));
    }
  }
  return length;
}

int GuardedSocket::receiveBytes(void* buffer, int length, int) {
  guard_->check();
  for (;;) {
    guard_->await(sockfd(), POLLIN);  // first, so that a server that never stops sending meets the deadline too
    const auto n = ::recv(sockfd(), buffer, static_cast<std::size_t>(length), 0);
    if (n == 0) guard_->fail("the server closed the connection");
    if (n > 0) {
      guard_->count_received(static_cast<int>(n));
      return static_cast<int>(n);
    }
    if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) guard_->fail(error_text(errno));
  }
}

// Runs a TLS call until it has done something, waiting for what it wants meanwhile.
template <typename Call>
int GuardedTlsSocket::retry(Call call) {
  guard_->check();
  try {
    for (;;) {
      if (guard_->left().count() == 0) guard_->fail("no answer in time");
      const int n = call();
      if (n > 0) return n;
      if (n == 0) guard_->fail("the server closed the connection");
      guard_->await(sockfd(), n == Poco::Net::SecureStreamSocket::ERR_SSL_WANT_WRITE ? POLLOUT : POLLIN);
    }
  } catch (const Poco::Exception& error) {
    guard_->fail(error.displayText());
  }
}

void GuardedTlsSocket::shake_hands(const std::string& host) {
  setPeerHostName(host);
  try {
    connectSSL();  // on a non-blocking socket this only prepares
  } catch (const Poco::Exception& error) {
    guard_->fail(error.displayText());
  }
  retry([this] { return completeHandshake(); });
  try {
    if (!havePeerCertificate()) guard_->fail("the server showed no certificate");
    verifyPeerCertificate(host);
  } catch (const Poco::Exception& error) {
    guard_->fail(error.displayText());
  }
}

int GuardedTlsSocket::sendBytes(const void* buffer, int length, int flags) {
  const char* bytes = static_cast<const char*>(buffer);
  for (int sent = 0; sent < length;) {
    sent += retry([&] { return SecureStreamSocketImpl::sendBytes(bytes + sent, length - sent, flags); });
  }
  return length;
}

int GuardedTlsSocket::receiveBytes(void* buffer, int length, int flags) {
  const int n = retry([&] { return SecureStreamSocketImpl::receiveBytes(buffer, length, flags); });
  guard_->count_received(n);
  return n;
}

}  // namespace redrive::mail
