// When each agent was last heard, by a clock that never goes back. Who was not heard since central began counts from
// there, and everybody anew after a standstill of our own: what they said meanwhile may wait unread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "shared/base/time.h"

namespace redrive::central {

// One accepted agent at a roll call.
struct Sighting {
  std::string agent, key;
  base::Micros silence{};    // since the last sign of life, or since counting began
  bool heard = false;        // since the roll call before
  bool fetched = false;      // and asked for bytes of a package
  base::UtcTime heard_at{};  // by the wall clock, for people; zero = not since central began
};

// One thread.
class Sightings {
 public:
  void heard(const std::string& agent, const std::string& key, base::SteadyTime now, base::UtcTime at);
  void fetched(const std::string& agent);  // right after heard()

  // To be called at least once per `every`: one that comes later than twice that tells that we stood still.
  void awake(base::Micros every, base::SteadyTime now);

  struct Roll {
    std::vector<Sighting> agents;
    bool anew = false;  // we stood still since the roll call before
  };
  // `accepted`: agent and key; those that are not in it are forgotten, one with another key begins anew.
  Roll call(const std::vector<std::pair<std::string, std::string>>& accepted, base::SteadyTime now);

 private:
  struct Seen {
    std::string key;
    base::SteadyTime since{};
    base::UtcTime at{};
    bool heard = false, fetched = false;
  };
  std::map<std::string, Seen, std::less<>> seen_;
  std::optional<base::SteadyTime> awake_;
  bool anew_ = false;
};

}  // namespace redrive::central
