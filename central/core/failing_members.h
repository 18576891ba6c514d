// The members of a ticket that fail: whose open records belong to it, and when each failed last.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "shared/base/time.h"

namespace redrive::central {

struct Record;

// One thread.
class FailingMembers {
 public:
  // A record is part of `member` and last failed at `at`; again when it fails again.
  void put(const std::string& member, const Record* record, base::UtcTime at);
  void remove(const std::string& member, const Record* record);
  void clear() { *this = {}; }

  // Members that failed after `since`, counted to `enough` at most.
  std::size_t failed_since(base::UtcTime since, std::size_t enough) const;
  bool others_failed_since(base::UtcTime since, std::string_view member) const;
  std::size_t size() const { return members_.size(); }

 private:
  struct Member {
    std::unordered_map<const Record*, base::UtcTime> records;
    base::UtcTime newest{};
  };
  using Members = std::unordered_map<std::string, Member>;
  void move(Members::iterator member, base::UtcTime newest);

  Members members_;
  std::set<std::pair<base::UtcTime, std::string>> order_;  // by newest failure
};

}  // namespace redrive::central
