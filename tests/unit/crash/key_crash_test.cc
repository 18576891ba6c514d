// Files that are made once: the link's keys.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/link/keys.h"
#include "tests/unit/crash/disk.h"
#include "tests/unit/sys/temp_dir.h"

namespace redrive::crash {
namespace {

namespace fs = std::filesystem;

// Once a key was told to anybody it is the key.
TEST(KeyCrash, AtEveryStepTheKeyThatWasToldIsKept) {
  std::string told;
  at_every_step(
      {},
      [&](const fs::path& root) {
        const auto keys = link::load_or_make_keys(root);
        ASSERT_TRUE(keys) << keys.error().message;
        told = keys->public_key;
      },
      [&](const fs::path& left) {
        const auto keys = link::load_or_make_keys(left);
        ASSERT_TRUE(keys) << keys.error().message;
        if (!told.empty()) {
          EXPECT_EQ(keys->public_key, told);
        }
      });
}

TEST(KeyCrash, ProcessesThatMakeItAtTheSameTimeGetOneKey) {
  constexpr int kProcesses = 8;
  for (int round = 0; round < 20; ++round) {
    const sys::TempDir dir(sys::memory_if_there_is());
    int begin[2], told[2];
    ASSERT_EQ(::pipe(begin), 0);
    ASSERT_EQ(::pipe(told), 0);
    for (int i = 0; i < kProcesses; ++i) {
      if (::fork() != 0) continue;
      char go = 0;
      if (::read(begin[0], &go, 1) != 1) ::_exit(1);
      const auto keys = link::load_or_make_keys(dir.path());
      const std::string line = keys ? keys->public_key : std::string(40, '?');
      ::_exit(::write(told[1], line.data(), line.size()) == 40 ? 0 : 1);
    }
    ASSERT_EQ(::write(begin[1], "gogogogo", kProcesses), kProcesses);
    std::string all(40UL * kProcesses, '\0');
    for (int i = 0; i < kProcesses; ++i) {
      ASSERT_EQ(::read(told[0], all.data() + 40 * i, 40), 40);
      ::wait(nullptr);
    }
    for (const int end : {begin[0], begin[1], told[0], told[1]}) ::close(end);
    const auto kept = link::load_or_make_keys(dir.path());
    ASSERT_TRUE(kept);
    for (int i = 0; i < kProcesses; ++i)
      EXPECT_EQ(all.substr(40UL * static_cast<std::size_t>(i), 40), kept->public_key);
  }
}

}  // namespace
}  // namespace redrive::crash
