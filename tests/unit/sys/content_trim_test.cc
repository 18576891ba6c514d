#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "tests/unit/sys/content_samples.h"

namespace redrive::sys {
namespace {

constexpr std::int64_t kDay = 86'400'000'000;
constexpr auto day = [](std::int64_t number) { return base::utc_from_micros(number * kDay); };

// Packages "1" to "5" of 100 bytes each, last used on that day.
struct Trim : StoreFixture {
  Trim() {
    for (int i = 1; i <= 5; ++i) put_anew(i);
  }
  void put_anew(int i) const {
    const auto path = store.path_of(digest_of(i));
    put_bytes(path, bytes(i));
    const struct timespec at { i *kDay / 1'000'000, 0 };
    const struct timespec both[] = {at, at};
    EXPECT_EQ(::utimensat(AT_FDCWD, path.c_str(), both, 0), 0);
  }
  static std::string bytes(int i) { return std::string(100, static_cast<char>('0' + i)); }
  static std::string digest_of(int i) { return base::digest_of(bytes(i)); }
  std::vector<int> left() const {
    std::vector<int> found;
    for (int i = 1; i <= 5; ++i) {
      if (store.has(digest_of(i))) found.push_back(i);
    }
    return found;
  }
  ContentStore::TrimLimits limits{{}, day(0), day(10), 10'000};
};

using testing::ElementsAre;

TEST_F(Trim, RemovesWhatWasNotUsedForTooLong) {
  limits.unused_since = day(3);
  const auto trimmed = store.trim(limits);
  EXPECT_THAT(left(), ElementsAre(3, 4, 5));
  EXPECT_EQ(trimmed->removed, 2U);
  EXPECT_EQ(trimmed->removed_bytes, 200U);
  EXPECT_EQ(trimmed->kept_bytes, 300U);
}

TEST_F(Trim, RemovesTheLeastRecentlyUsedOfWhatIsTooMuch) {
  limits.bytes = 250;
  ASSERT_TRUE(store.trim(limits));
  EXPECT_THAT(left(), ElementsAre(4, 5));
}

TEST_F(Trim, WhatIsNeededStaysAndTheNextGoesInItsPlace) {
  limits.bytes = 250;
  limits.needed = {digest_of(1)};
  ASSERT_TRUE(store.trim(limits));
  EXPECT_THAT(left(), ElementsAre(1, 5));
}

TEST_F(Trim, WhatWasUsedLatelyStaysHoweverMuchItIs) {
  limits.bytes = 0;
  limits.used_lately = day(4);
  ASSERT_TRUE(store.trim(limits));
  EXPECT_THAT(left(), ElementsAre(4, 5));
}

TEST_F(Trim, VerifyingIsUsing) {
  ASSERT_TRUE(store.verify(digest_of(1)));
  limits.unused_since = day(6);
  ASSERT_TRUE(store.trim(limits));
  EXPECT_THAT(left(), ElementsAre(1));
}

TEST_F(Trim, UsingIsUsing) {
  ASSERT_TRUE(store.use(digest_of(1)));
  EXPECT_EQ(store.use(digest).error().code, base::ErrorCode::kNotFound);
  EXPECT_EQ(store.use("../1").error().code, base::ErrorCode::kInvalid);
  limits.unused_since = day(6);
  ASSERT_TRUE(store.trim(limits));
  EXPECT_THAT(left(), ElementsAre(1));
}

TEST_F(Trim, WhatCouldBeUsedWhileItGoesOnIsThereAfterwards) {
  limits.unused_since = day(6);
  for (int round = 0; round < 50; ++round) {
    std::vector<int> used;
    std::thread user([&] {
      for (int i = 5; i >= 1; --i) {
        if (store.use(digest_of(i))) used.insert(used.begin(), i);
      }
    });
    EXPECT_TRUE(store.trim(limits));
    user.join();
    EXPECT_EQ(left(), used);
    for (int i = 1; i <= 5; ++i) put_anew(i);
  }
}

TEST_F(Trim, WhatIsReceivedNowIsUsedNowHoweverOldItsBytesAre) {
  { ASSERT_TRUE(store.receive(digest, content.size())->append(content)); }
  const struct timespec long_ago[] = {{1, 0}, {1, 0}};
  ASSERT_EQ(::utimensat(AT_FDCWD, partial().c_str(), long_ago, 0), 0);
  ASSERT_TRUE(store.receive(digest, content.size())->commit());
  limits.unused_since = day(6);
  ASSERT_TRUE(store.trim(limits));
  EXPECT_TRUE(store.has(digest));
}

TEST_F(Trim, LeavesEverythingElseInTheDirectoryAlone) {
  const auto other = dir / "store" / "README";
  std::ofstream(other) << "not a package";
  { ASSERT_TRUE(store.receive(digest, content.size())); }
  limits.bytes = 0;
  ASSERT_TRUE(store.trim(limits));
  EXPECT_TRUE(left().empty());
  EXPECT_TRUE(std::filesystem::exists(other));
  EXPECT_TRUE(std::filesystem::exists(partial()));
}

}  // namespace
}  // namespace redrive::sys
