// Who fails, and since when, against the plain way to count it.
#include "central/core/failing_members.h"

#include <gtest/gtest.h>

#include <map>

#include "central/core/failure_table.h"
#include "central/core/tally.h"
#include "shared/base/random.h"
#include "tests/unit/central_core/world.h"

namespace redrive::central::test {
namespace {

using Newest = std::map<std::string, base::UtcTime>;

std::size_t since(const Newest& newest, base::UtcTime time, const std::string& without = "") {
  return static_cast<std::size_t>(std::count_if(
      newest.begin(), newest.end(), [&](const auto& one) { return one.second > time && one.first != without; }));
}

TEST(FailingMembers, AreCountedByTheNewestFailureOfTheirRecords) {
  base::SeededRandom random(5);
  std::vector<Record> records(40);
  std::map<std::size_t, base::UtcTime> failed;
  FailingMembers members;
  const auto member = [](std::size_t record) { return fmt::format("m{}", record % 9); };
  for (int step = 0; step < 5000; ++step) {
    const auto record = static_cast<std::size_t>(random.below(records.size()));
    if (random.below(3) == 0) {
      members.remove(member(record), &records[record]);
      failed.erase(record);
    } else {
      auto& at = failed[record];
      at = std::max(at, base::UtcTime(random.below(50) * 1s));
      members.put(member(record), &records[record], at);
    }
    Newest newest;
    for (const auto& [one, at] : failed) newest[member(one)] = std::max(newest[member(one)], at);
    const base::UtcTime time(random.below(50) * 1s);
    ASSERT_EQ(members.size(), newest.size());
    ASSERT_EQ(members.failed_since(time, 100), since(newest, time));
    ASSERT_EQ(members.failed_since(time, 3), std::min<std::size_t>(3, since(newest, time)));
    ASSERT_EQ(members.others_failed_since(time, "m4"), since(newest, time, "m4") > 0);
  }
}

TEST(Tally, HoldsWhoFailedInsideTheWindow) {
  base::SeededRandom random(6);
  Tally tally;
  Newest newest;
  base::UtcTime now(1h), last{};
  for (int step = 0; step < 5000; ++step) {
    now += random.below(20) * 1s;
    const auto member = fmt::format("m{}", random.below(12));
    if (random.below(9) == 0) {
      ASSERT_EQ(tally.drop(member), newest.erase(member) > 0);
      last = {};
      for (const auto& [one, at] : newest) last = std::max(last, at);
      continue;
    }
    const base::UtcTime at = now - random.below(120) * 1s;
    last = std::max(last, at);
    const auto count = tally.raise(member, at, 1min, 2);
    if (at > last - 1min) {
      newest[member] = std::max(newest[member], at);
      std::erase_if(newest, [&](const auto& one) { return one.second <= last - 1min; });
      ASSERT_EQ(count.members, newest.size());
    }
    ASSERT_EQ(tally.failed_since(now - 30s), since(newest, now - 30s));
  }
}

}  // namespace
}  // namespace redrive::central::test
