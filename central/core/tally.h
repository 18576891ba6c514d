// Who failed lately: the members of a wider cause inside a sliding window, and how badly each fails.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "central/core/text_map.h"
#include "shared/base/time.h"

namespace redrive::central {

// One thread. Holds what failed less than a window before the newest occurrence; of each member its newest
// kMostTimes occurrences.
class Tally {
 public:
  static constexpr std::size_t kMostTimes = 16;

  struct Count {
    std::size_t members = 0;   // distinct
    std::size_t repeated = 0;  // of these, failed more than once
    std::size_t solid = 0;     // of these, failed more than `limit` times: failing by the measure of a single device
  };

  // One that is older than the whole window adds nothing and gives nothing. `weight`: so many occurrences at once.
  Count raise(std::string_view member, base::UtcTime at, base::Micros window, std::uint32_t limit,
              std::size_t weight = 1);
  bool drop(std::string_view member);  // false: it was not there
  bool empty() const { return members_.empty(); }
  std::size_t repeated() const { return repeated_; }    // as the last raise() gave it
  std::size_t failed_since(base::UtcTime since) const;  // members
  template <typename Visit>
  void each(Visit visit) const {
    for (const auto& [at, member] : order_) visit(std::string_view(member->first));
  }

  // All occurrences, oldest first, and whose they are; and back, in that order.
  void list(std::vector<base::UtcTime>& times, std::vector<std::string>& members) const;
  void restore(std::string_view member, base::UtcTime at);

 private:
  struct Times {
    std::vector<base::UtcTime> at;  // oldest first
    std::size_t counted = 0;        // those inside the window when it last failed
  };
  using Members = TextMap<Times>;
  using Member = Members::value_type;
  using Order = std::vector<std::pair<base::UtcTime, Member*>>;  // by newest occurrence

  void keep(Member& member, base::UtcTime at, std::size_t times);
  void classify(Times& times, base::Micros window, std::uint32_t limit);
  void unclassify(Times& times);
  Order::iterator place_of(Member& member);
  void forget_until(base::UtcTime oldest);

  Members members_;
  Order order_;
  base::Micros window_{};  // those the classes below were counted with
  std::uint32_t limit_ = 0;
  std::size_t repeated_ = 0, solid_ = 0;
};

}  // namespace redrive::central
