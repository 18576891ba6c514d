#include "mail/transport/dialler.h"

#include <Poco/Net/NetException.h>
#include <Poco/Net/SocketAddress.h>

namespace redrive::mail {

Dialled Dialler::dial(const std::string& host, std::uint16_t port, const Deadline& deadline) {
  const auto addresses = resolver_.resolve(host, deadline);
  std::string why;
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    auto guard = std::make_shared<ConnectionGuard>(deadline);
    Poco::AutoPtr<GuardedSocket> socket(new GuardedSocket(guard));
    try {
      // A dead address must not use up the time of those after it.
      socket->dial({addresses[i], port}, deadline.left() / static_cast<std::int64_t>(addresses.size() - i));
    } catch (const Poco::Exception& error) {
      why = error.message();
      continue;
    }
    return {std::move(socket), std::move(guard)};
  }
  throw Poco::Net::NetException(why);
}

}  // namespace redrive::mail
