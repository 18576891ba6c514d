// Who is logged in: sessions of people, in memory only, so that a restart of central ends them all and nothing on disk
// lets anybody in.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "shared/base/time.h"

namespace redrive::central {

// Not for several threads at once. Time is an argument.
class Sessions {
 public:
  static constexpr std::size_t kMostOfOne = 16;  // of one person; the one that ends first makes room
  static constexpr std::size_t kMost = 10'000;

  struct Session {
    std::string user;
    base::SteadyTime end{};
  };

  void begin(const std::string& digest, const std::string& user, base::SteadyTime end, base::SteadyTime now);
  // The session of this digest; none when it is nobody's or has ended.
  std::optional<Session> find(const std::string& digest, base::SteadyTime now) const;
  bool end(const std::string& digest);              // false: there is none
  std::size_t end_all_of(const std::string& user);  // how many there were

 private:
  void drop_first_to_end(const std::string& user);  // empty = of anybody

  std::unordered_map<std::string, Session> by_digest_;
};

}  // namespace redrive::central
