// Records found by their names, their device and each wider cause, against a plain map that is searched from end to
// end.
#include "central/core/failure_table.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "shared/base/random.h"

namespace redrive::central::test {
namespace {

using Plain = std::map<std::string, model::Failure>;  // by record_key: in the order of names

std::vector<std::string> keys_of(const auto& records) {
  std::vector<std::string> keys;
  for (const auto& record : records) keys.push_back(record->key());
  return keys;
}

std::vector<std::string> keys_where(const Plain& plain, const auto& wanted) {
  std::vector<std::string> keys;
  for (const auto& [key, failure] : plain) {
    if (wanted(failure)) keys.push_back(key);
  }
  return keys;
}

model::Failure drawn(base::Random& random) {
  const auto name = [&](const char* what, unsigned below) {
    const auto number = random.below(below);
    return number == 0 ? std::string() : fmt::format("{}{}", what, number);
  };
  model::Failure failure;
  failure.server = fmt::format("ids-{}", random.below(3));
  failure.device = name("dev", 4);
  failure.job = name("J-", 4);
  failure.failure_type = fmt::format("type{}", random.below(2));
  failure.package = name("pack", 3);
  failure.location = name("S", 3);
  return failure;
}

void expect_same(FailureTable& table, const Plain& plain, const model::Failure& f) {
  ASSERT_EQ(table.size(), plain.size());
  const auto key = record_key(f.server, f.device, f.job, f.failure_type);
  const Record* found = table.find(key);
  ASSERT_EQ(found != nullptr, plain.contains(key)) << key;
  if (found) {
    ASSERT_EQ(found->failure, plain.at(key));
  }
  ASSERT_EQ(keys_of(table.of_device(f.server, f.device)),
            keys_where(plain, [&](const auto& one) { return one.server == f.server && one.device == f.device; }));
  for (const auto& wide : kWideScopes) {
    const auto of_this = [&](const model::Failure& one) {
      return one.failure_type == f.failure_type && !wide.member(facts_of(one)).empty() &&
             wide.subject(facts_of(one)) == wide.subject(facts_of(f));
    };
    if (wide.subject(facts_of(f)).empty()) continue;
    auto keys = keys_of(table.of_cause(cause_key(wide.scope, wide.subject(facts_of(f)), f.failure_type)));
    std::ranges::sort(keys);
    ASSERT_EQ(keys, keys_where(plain, of_this));
  }
}

TEST(FailureTable, FindsRecordsByNameDeviceAndCause) {
  base::SeededRandom random(11);
  FailureTable table;
  Plain plain;
  for (int step = 0; step < 5000; ++step) {
    const model::Failure failure = drawn(random);
    const auto key = record_key(failure.server, failure.device, failure.job, failure.failure_type);
    if (Record* record = table.find(key); !record) {
      table.add(failure);
      plain.emplace(key, failure);
    } else if (random.below(2) == 0) {
      table.set_place(*record, failure.location, failure.package);
      plain.at(key) = failure;
    } else {
      table.remove(*record);
      plain.erase(key);
    }
    ASSERT_NO_FATAL_FAILURE(expect_same(table, plain, drawn(random)));
  }
  std::size_t visited = 0;
  table.each([&](const Record& record) { visited += plain.contains(record.key()); });
  EXPECT_EQ(visited, plain.size());
}

TEST(FailureTable, ComparesNamesAsTheirKeys) {
  std::vector<Record> records(6);
  const std::array<std::array<const char*, 4>, 6> names{{{"ids-1", "", "", "t"},
                                                         {"ids-1", "", "J-1", "a"},
                                                         {"ids-1", "dev-1", "", "t"},
                                                         {"ids-1", "dev-1", "J-1", "t"},
                                                         {"ids-1", "dev-10", "", "t"},
                                                         {"ids-10", "", "", "t"}}};
  for (std::size_t i = 0; i < records.size(); ++i) {
    auto& failure = records[i].failure;
    failure.server = names[i][0], failure.device = names[i][1], failure.job = names[i][2];
    failure.failure_type = names[i][3];
  }
  for (const auto& a : records) {
    for (const auto& b : records) EXPECT_EQ(ByName{}(&a, &b), a.key() < b.key()) << a.key() << " " << b.key();
  }
}

}  // namespace
}  // namespace redrive::central::test
