// The members of a ticket that fail: whose open records belong to it, and when each failed last.
#pragma once

#include <string_view>
#include <vector>

#include "central/core/text_map.h"
#include "shared/base/time.h"

namespace redrive::central {

struct Record;

// One thread. Questions cost a binary search, changes a move within one flat list of times.
class FailingMembers {
 public:
  // A record is part of `member` and last failed at `at`; again when it fails again.
  void put(std::string_view member, const Record* record, base::UtcTime at);
  void remove(std::string_view member, const Record* record);
  void clear() { *this = {}; }

  // Members that failed after `since`, counted to `enough` at most.
  std::size_t failed_since(base::UtcTime since, std::size_t enough) const;
  bool others_failed_since(base::UtcTime since, std::string_view member) const;
  bool contains(std::string_view member) const { return members_.contains(std::string(member)); }
  std::size_t size() const { return members_.size(); }

 private:
  struct Member {
    std::unordered_map<const Record*, base::UtcTime> records;
    base::UtcTime newest{};
  };
  void move(Member& member, base::UtcTime newest);
  void forget(base::UtcTime newest);

  TextMap<Member> members_;
  std::vector<base::UtcTime> newest_;  // of each member, oldest first
};

}  // namespace redrive::central
