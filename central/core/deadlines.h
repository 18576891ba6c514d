// What is due when: ids in the order of their times.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "shared/base/time.h"

namespace redrive::central {

// One thread.
class Deadlines {
 public:
  // `known` is where the owner keeps the time of this id; it becomes `at`, nothing = not due at all.
  void set(const std::string& id, std::optional<base::UtcTime>& known, std::optional<base::UtcTime> at) {
    if (known) times_.erase({*known, id});
    known = at;
    if (at) times_.insert({*at, id});
  }
  std::optional<base::UtcTime> next() const {
    if (times_.empty()) return std::nullopt;
    return times_.begin()->first;
  }
  std::vector<std::string> due(base::UtcTime now) const {
    std::vector<std::string> ids;
    for (auto at = times_.begin(); at != times_.end() && at->first <= now; ++at) ids.push_back(at->second);
    return ids;
  }

 private:
  std::set<std::pair<base::UtcTime, std::string>> times_;
};

}  // namespace redrive::central
