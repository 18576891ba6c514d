// A host name and a port to a guarded connection: every address of the host is tried within the deadline.
#pragma once

#include <Poco/AutoPtr.h>

#include <cstdint>
#include <memory>
#include <string>

#include "mail/transport/guarded_socket.h"
#include "mail/transport/resolver.h"

namespace redrive::mail {

struct Dialled {
  Poco::AutoPtr<GuardedSocket> socket;
  std::shared_ptr<ConnectionGuard> guard;
};

// One thread at a time.
class Dialler {
 public:
  // `deadline` has been started and outlives the connection. Throws Poco::Net::NetException.
  Dialled dial(const std::string& host, std::uint16_t port, const Deadline& deadline);

 private:
  Resolver resolver_;
};

}  // namespace redrive::mail
