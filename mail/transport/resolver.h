// Host names to addresses within a deadline: the system's resolver may take longer than a whole mail transaction.
#pragma once

#include <Poco/Net/IPAddress.h>

#include <future>
#include <memory>
#include <string>
#include <vector>

#include "mail/transport/guarded_socket.h"

namespace redrive::mail {

// One thread at a time. A look-up that outlives its deadline goes on by itself; the next call for the host takes up its
// answer, so that there is at most one.
class Resolver {
 public:
  // Addresses in the system's order; throws Poco::Net::NetException when there are none or time runs out.
  std::vector<Poco::Net::IPAddress> resolve(const std::string& host, const Deadline& deadline);

 private:
  std::future<std::vector<Poco::Net::IPAddress>> running_;
};

}  // namespace redrive::mail
