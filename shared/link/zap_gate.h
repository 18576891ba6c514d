// The doorkeeper of the ROUTER socket (RFC 27, ZAP): keys on the list pass, all others are refused and noted. It runs a
// thread of its own because libzmq asks it over an inproc socket.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/base/time.h"

namespace redrive::link {

struct RefusedKey {
  std::string key;      // Z85
  std::string address;  // as ZAP reports it
  base::UtcTime first_at{}, last_at{};
  std::uint64_t times = 0;
};

// Safe from any thread.
class ZapGate {
 public:
  virtual ~ZapGate() = default;
  virtual void set_allowed(std::set<std::string> public_keys) = 0;
  // The newest refused keys, at most 256; the oldest go first.
  virtual std::vector<RefusedKey> refused() const = 0;
};

}  // namespace redrive::link
