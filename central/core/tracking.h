// The error tracking records (A3): a number per failure type and device, and per type and wider subject counted by
// distinct members, in sliding windows.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "central/core/scopes.h"
#include "central/store/failures.h"

namespace redrive::central {

// One thread. A counter keeps at most max(limit + 1, 16) occurrences, all that is needed to see the limit exceeded, and
// none older than two windows before the newest.
class Tracking {
 public:
  struct Occurrence {
    std::string_view member;  // wider scopes: counts once, by its newest; empty = every occurrence counts
    base::UtcTime at;
    base::Micros window;
    std::uint32_t limit;
  };
  // Counts it and gives the number inside the window that ends with the newest occurrence less than a window after it
  // (alerts arrive out of order).
  std::size_t raise(model::Scope scope, std::string_view subject, std::string_view type, const Occurrence& occurrence);

  std::optional<Counter> find(const std::string& cause) const;  // by cause_key
  bool drop(const std::string& cause);                          // false: there was none
  // Takes out one member's occurrences; an empty counter goes. False: nothing changed.
  bool drop_member(const std::string& cause, std::string_view member);

  void restore(Counter counter);
  std::size_t size() const { return numbers_.size(); }

 private:
  // A Counter without the names, which the key holds: there is one for every failing device and type.
  struct Number {
    std::uint64_t total = 0;
    base::UtcTime last_at{};
    std::vector<base::UtcTime> recent;
    std::vector<std::string> members;
  };
  static void insert(Number& number, const Occurrence& occurrence);
  static void trim(Number& number, const Occurrence& occurrence);
  static void erase_at(Number& number, std::size_t index);
  static std::size_t count_around(const Number& number, const Occurrence& occurrence);

  std::unordered_map<std::string, Number> numbers_;
};

// The key a stored counter has in Tracking, and a counter of these names without numbers.
std::string cause_key(const Counter& counter);
Counter named_by(const std::string& cause);

}  // namespace redrive::central
