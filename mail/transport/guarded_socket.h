// Poco stream sockets that cannot hang: every wait ends at one deadline for the whole transaction, what the peer may
// send is bounded, and an end of file or any error fails the connection for good. Poco's own calls loop for ever at an
// end of file inside a reply, and its timeouts count from byte to byte.
#pragma once

#include <Poco/Net/SecureStreamSocketImpl.h>
#include <Poco/Net/StreamSocketImpl.h>

#include <atomic>
#include <memory>
#include <string>

#include "shared/base/time.h"

namespace redrive::mail {

// The time a transaction has left. start() and left() by the transport's thread, cut() by any.
class Deadline {
 public:
  void start(base::Micros allowed);
  void cut(base::Micros within);  // also for every later start()
  base::Micros left() const;      // never negative

 private:
  std::atomic<std::int64_t> end_{0}, cut_{INT64_MAX};  // steady micros
};

// One connection's waits and bounds, shared by its TCP and its TLS layer. Failures throw Poco::Net::NetException.
class ConnectionGuard {
 public:
  static constexpr std::size_t kMaxReceived =
      64 * 1024;  // bytes the server may send before renew(), unless it says more

  explicit ConnectionGuard(const Deadline& deadline) : deadline_(deadline) {}

  // Something new on the same connection, of which the server may send this many bytes.
  void renew(std::size_t most = kMaxReceived) { received_ = 0, most_ = most; }
  void check() const;                                      // throws when the connection has failed
  void await(int fd, short events, base::Micros at_most);  // until ready; fails it at the deadline
  void await(int fd, short events) { await(fd, events, base::Micros::max()); }
  base::Micros left() const { return deadline_.left(); }
  void count_received(int bytes);
  void break_off(const std::string& why);  // whatever comes later fails, for the first reason there was
  [[noreturn]] void fail(const std::string& why);

 private:
  const Deadline& deadline_;
  std::size_t received_ = 0, most_ = kMaxReceived;
  std::string failed_;
};

class GuardedSocket final : public Poco::Net::StreamSocketImpl {
 public:
  explicit GuardedSocket(std::shared_ptr<ConnectionGuard> guard) : guard_(std::move(guard)) {}

  void dial(const Poco::Net::SocketAddress& address, base::Micros at_most);
  int sendBytes(const void* buffer, int length, int flags) override;  // all of it
  int receiveBytes(void* buffer, int length, int flags) override;     // at least one byte

 private:
  std::shared_ptr<ConnectionGuard> guard_;
};

// TLS over a dialled GuardedSocket. Never Poco's attach, startTLS or SecureSMTPClientSession: with them a certificate
// of another host was accepted.
class GuardedTlsSocket final : public Poco::Net::SecureStreamSocketImpl {
 public:
  GuardedTlsSocket(Poco::Net::StreamSocketImpl* tcp, Poco::Net::Context::Ptr context,
                   std::shared_ptr<ConnectionGuard> guard)
      : SecureStreamSocketImpl(tcp, context), guard_(std::move(guard)) {}

  void shake_hands(const std::string& host);  // with the chain and the host's name verified
  int sendBytes(const void* buffer, int length, int flags) override;
  int receiveBytes(void* buffer, int length, int flags) override;

 private:
  template <typename Call>
  int retry(Call call);

  std::shared_ptr<ConnectionGuard> guard_;
};

}  // namespace redrive::mail
