// One suite for every kind of store: each test runs on an empty, migrated store of each kind in store_kinds().
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "central/store/database.h"
#include "central/store/page.h"
#include "central/store/store.h"
#include "central/store/transaction.h"
#include "shared/base/time.h"

namespace redrive::central {

// A store of one test; removed with it.
class TestStore {
 public:
  virtual ~TestStore() = default;
  virtual std::string url() const = 0;
};

struct StoreKind {
  std::string name;
  std::unique_ptr<TestStore> (*make)();
};
std::vector<StoreKind> store_kinds();
inline std::string kind_name(const testing::TestParamInfo<StoreKind>& info) {
  return info.param.name;
}
inline void PrintTo(const StoreKind& kind, std::ostream* out) {
  *out << kind.name;
}

// The value of a result that must be good; ends the test otherwise.
template <typename T>
T must(base::Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

inline base::UtcTime at(std::int64_t seconds) {
  return base::utc_from_micros(1'772'409'600'000'000 + seconds * 1'000'000 + 7);
}

// Text as hostile senders write it: a NUL, invalid UTF-8, quotes, a parameter.
inline std::string nasty() {
  return std::string("a\0b", 3) + "\xff\xc3'\"; DROP TABLE inbox; -- $1";
}

class StoreTest : public testing::TestWithParam<StoreKind> {
 protected:
  StoreTest() : store_(GetParam().make()), writer_(open(Access::kWrite)) { must(migrate(*writer_)); }

  std::unique_ptr<Database> open(Access access) { return must(open_database(store_->url(), "/", access)); }
  Database& db() { return *writer_; }
  void reopen() {
    writer_.reset();
    writer_ = open(Access::kWrite);
    must(migrate(*writer_));
  }

  std::unique_ptr<TestStore> store_;
  std::unique_ptr<Database> writer_;
};

// Walks a list to its end in pages of `limit`, calling `between` after each page.
template <typename T, typename List, typename Between>
std::vector<T> walk(List list, std::uint32_t limit, Between between) {
  std::vector<T> all;
  PageRequest request{limit, 0};
  do {
    Page<T> page = must(list(request));
    EXPECT_LE(page.items.size(), limit);
    for (auto& item : page.items) all.push_back(std::move(item));
    request.after = page.next;
    between();
  } while (request.after != 0);
  return all;
}

}  // namespace redrive::central

// Every suite of this folder runs on every kind of store.
#define REDRIVE_ON_EVERY_STORE(Suite)                                                         \
  INSTANTIATE_TEST_SUITE_P(Stores, Suite, testing::ValuesIn(redrive::central::store_kinds()), \
                           redrive::central::kind_name)
