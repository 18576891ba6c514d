// The error tracking records (A3): a number per failure type and device, and per type and wider subject counted by
// distinct members, in sliding windows.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "central/core/scopes.h"
#include "central/core/tally.h"
#include "central/core/text_map.h"
#include "central/store/failures.h"

namespace redrive::central {

// One thread. By cause_key.
class Tracking {
 public:
  struct Occurrence {
    base::UtcTime at;
    base::Micros window;
    std::uint32_t limit;
  };
  // What fails by itself: counts it and gives the number inside the window that ends with the newest occurrence less
  // than a window after it (alerts arrive out of order). Kept are max(limit + 1, 16) occurrences, all that is needed to
  // see the limit exceeded, and none older than two windows or a day before the newest: what comes hours late after it
  // is counted with what came late before.
  std::size_t raise(std::string_view cause, const Occurrence& occurrence);

  // A member of a wider cause; `weight` as in tally.h.
  Tally::Count raise_member(std::string_view cause, std::string_view member, const Occurrence& occurrence,
                            std::size_t weight);

  // The n-th newest occurrence (n from 1) of what fails by itself; nothing when so many are not kept.
  std::optional<base::UtcTime> newest(std::string_view cause, std::size_t n) const;
  const Tally* members(std::string_view cause) const;  // of a wider cause; nullptr: none counted

  std::optional<Counter> find(std::string_view cause) const;
  bool drop(std::string_view cause);  // false: there was none
  // Takes out one member's occurrences; an empty counter goes. False: nothing changed.
  bool drop_member(std::string_view cause, std::string_view member);

  void restore(Counter counter);
  std::size_t size() const { return numbers_.size(); }

 private:
  // A Counter without the names, which the key holds: there is one for every failing device and type.
  struct Number {
    std::uint64_t total = 0;
    base::UtcTime last_at{};
    std::vector<base::UtcTime> recent;  // of what fails by itself
    std::unique_ptr<Tally> members;     // of a wider cause
  };
  Number& count(std::string_view cause, base::UtcTime at);
  static void insert(Number& number, const Occurrence& occurrence);
  static std::size_t count_around(const Number& number, const Occurrence& occurrence);

  TextMap<Number> numbers_;
};

// The key a stored counter has in Tracking, and a counter of these names without numbers.
std::string cause_key(const Counter& counter);
Counter named_by(std::string_view cause);

}  // namespace redrive::central
