// What the tests of record logs share.
#pragma once

#include <gtest/gtest.h>

#include "shared/sys/record_log.h"
#include "tests/unit/sys/temp_dir.h"

namespace redrive::sys {

struct Contents {
  std::vector<std::string> records;
  std::vector<Damage> damage;
};

inline Contents contents(const std::filesystem::path& path) {
  Contents out;
  auto damage = read_records(path, [&](std::string_view record) { out.records.emplace_back(record); });
  if (damage) out.damage = std::move(*damage);
  EXPECT_TRUE(damage) << damage.error().message;
  return out;
}

// A log with these records, and where each of them ends.
inline std::vector<std::uint64_t> make_log(const std::filesystem::path& path, const std::vector<std::string>& records) {
  std::vector<std::uint64_t> ends;
  auto log = RecordLog::open(path);
  EXPECT_TRUE(log);
  for (const auto& record : records) {
    EXPECT_TRUE(log->append({&record, 1}));
    ends.push_back(log->size());
  }
  return ends;
}

inline const std::vector<std::string>& some_records() {
  static const std::vector<std::string> records = {"first",        "",    std::string(40, '\0'), "\xf5RL\x01\xf5RL",
                                                   "a longer one", "last"};
  return records;
}

}  // namespace redrive::sys
