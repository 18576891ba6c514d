// How fast passwords may be guessed. Each wrong guess is counted against the name and against the address it came from;
// past a few free ones each makes the next wait twice as long, up to a bound. While somebody waits nothing is counted,
// so no wait grows by impatience, and all is forgotten after a quiet while: nobody is shut out for ever.
//
// From where a person has logged in before, only guesses at that name from there count against them. So whoever guesses
// at a name from elsewhere keeps its owner out of no place they are known in. (Tokens are not guessed and never wait.)
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <utility>

#include "shared/base/time.h"

namespace redrive::central {

struct ThrottleLimits {
  unsigned free_by_name = 5, free_by_address = 10;  // wrong guesses before the first wait
  base::Micros first = std::chrono::seconds(1);
  base::Micros longest_by_name = std::chrono::minutes(1), longest_by_address = std::chrono::minutes(5);
  base::Micros forgotten_after = std::chrono::minutes(15);
  std::size_t most = 4096;  // names, addresses and known places remembered, each; what does not fit shares one count
};

// IPv6 addresses by their /64, for anybody with one address of it has all; IPv4 ones as they are.
std::string address_group(const std::string& address);

// Not for several threads at once. Time is an argument.
class LoginThrottle {
 public:
  explicit LoginThrottle(ThrottleLimits limits = {}) : limits_(limits) {}

  // How long this one has to wait; 0 = a guess may be judged now, and counts as wrong until settled otherwise, so that
  // guesses at the same moment do not slip through together.
  base::Micros admit(const std::string& name, const std::string& address, base::SteadyTime now);
  void was_right(const std::string& name, const std::string& address, base::SteadyTime now);
  void was_not_judged(const std::string& name, const std::string& address);

 private:
  struct Count {
    unsigned wrong = 0;
    base::SteadyTime last{}, until{};
  };
  using Counts = std::unordered_map<std::string, Count>;
  struct Charged {  // one of the counts a guess is held against
    Counts& counts;
    std::string key;
    unsigned free;
    base::Micros longest;
  };

  std::vector<Charged> charged(const std::string& name, const std::string& group);
  Count& count_of(const Charged& charge, base::SteadyTime now);
  void take_back(const std::string& name, const std::string& group);
  void remember(const std::string& place, base::SteadyTime now);

  const ThrottleLimits limits_;
  Counts by_name_, by_address_, by_place_;
  std::unordered_map<std::string, base::SteadyTime> known_;  // places, and when they were last logged in from
};

}  // namespace redrive::central
