// Refused logins for the audit trail, without a row for every guess: the first of a name from an address is told at
// once, further ones are counted and told together.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "shared/base/time.h"

namespace redrive::central {

struct RefusedLogins {
  std::string name, address;
  std::uint64_t wrong = 0;   // of them with a wrong name or password
  std::uint64_t waited = 0;  // and refused unjudged, because too many were wrong before
  base::UtcTime since{};     // the first of them
};

// Not for several threads at once.
class RefusedLoginCounts {
 public:
  static constexpr std::size_t kMost = 64;  // kept apart; what does not fit is counted under no address

  // True when it is the first of its name and address since the last take(): to be told now, and not counted again.
  bool add(const std::string& name, const std::string& address, bool judged, base::UtcTime now);
  // Those counted since the last call; call it about once a minute, and at the end.
  std::vector<RefusedLogins> take();

 private:
  std::map<std::pair<std::string, std::string>, RefusedLogins> counts_;
};

}  // namespace redrive::central
