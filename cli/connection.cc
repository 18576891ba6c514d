#include "cli/connection.h"

#include <Poco/Net/SSLException.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <fmt/format.h>

#include "shared/tls/tls_context.h"

namespace redrive::cli {
namespace {

namespace net = Poco::Net;
using base::ErrorCode;
using base::fail;
using Session = std::unique_ptr<net::HTTPClientSession>;

constexpr Poco::Timespan::TimeDiff kDial = 10'000'000;  // microseconds to a connection

// Poco's own HTTPSClientSession can have sent the request before it finds that the name is another's: with a socket
// that waits for its handshake to be asked for, it is verified here first.
net::SecureStreamSocket shake_hands(const Poco::URI& central, const net::Context::Ptr& context,
                                    Poco::Timespan timeout) {
  net::SecureStreamSocket socket(context);
  socket.setPeerHostName(central.getHost());
  socket.setLazyHandshake(true);
  socket.connect(net::SocketAddress(central.getHost(), central.getPort()), Poco::Timespan(kDial));
  socket.setReceiveTimeout(timeout);
  socket.setSendTimeout(timeout);
  if (socket.completeHandshake() != 1) throw net::SSLException("the TLS handshake did not end");
  socket.verifyPeerCertificate(central.getHost());
  return socket;
}

}  // namespace

base::Status check_central(const std::string& address) {
  try {
    const Poco::URI uri(address);
    if ((uri.getScheme() == "http" || uri.getScheme() == "https") && !uri.getHost().empty()) return {};
  } catch (const Poco::Exception&) {
  }
  return fail(
      ErrorCode::kInvalid,
      fmt::format("--central '{}' is not an address like http://127.0.0.1:8461 or https://noc.example", address));
}

base::Result<Session> connect(const Poco::URI& central, const std::string& ca_file, base::Micros timeout) {
  const Poco::Timespan span(timeout.count());
  if (central.getScheme() != "https") {
    Session session = std::make_unique<net::HTTPClientSession>(central.getHost(), central.getPort());
    session->setTimeout(span);
    return session;
  }
  auto context = tls::open_tls_context(ca_file);
  if (!context) return tl::unexpected<base::Error>(context.error());
  try {
    Session session = std::make_unique<net::HTTPClientSession>(shake_hands(central, *context, span));
    session->setTimeout(span);
    return session;
  } catch (const net::SSLException& error) {
    return fail(ErrorCode::kUnavailable,
                fmt::format("{} does not prove who it is: {}; a certificate of your own authority is trusted with "
                            "--ca-file",
                            central.toString(), error.displayText()));
  }
}

}  // namespace redrive::cli
