#include "central/people/passwords.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace redrive::central {
namespace {

TEST(Passwords, AreArgon2idAndSalted) {
  PasswordHasher hasher(PasswordCost::least());
  const auto first = hasher.hash("correct horse").value(), second = hasher.hash("correct horse").value();
  EXPECT_TRUE(first.starts_with("$argon2id$v=19$"));
  EXPECT_NE(first, second);
  EXPECT_TRUE(hasher.matches(first, "correct horse").value());
  EXPECT_FALSE(hasher.matches(first, "correct horsf").value());
  EXPECT_TRUE(is_password_hash(first));
}

TEST(Passwords, TheDefaultCostIsTwoPassesOver64MiB) {
  EXPECT_NE(PasswordHasher(PasswordCost{}).hash("correct horse").value().find("$m=65536,t=2,p=1$"), std::string::npos);
}

TEST(Passwords, NobodyHasTheHashOfNobody) {
  PasswordHasher hasher(PasswordCost::least());
  EXPECT_FALSE(hasher.matches("", "").value());
  EXPECT_FALSE(hasher.matches("", "the password of nobody").value());
}

TEST(Passwords, AreOfSomeLengthAndCanBeTyped) {
  EXPECT_FALSE(check_password("seven77"));
  EXPECT_TRUE(check_password("eight888"));
  EXPECT_TRUE(check_password("pass wörter"));
  EXPECT_FALSE(check_password("line\nbreak"));
  EXPECT_FALSE(check_password(std::string(kMostPassword + 1, 'x')));
}

// Each asks at the same time: those beyond the few that wait are told at once to come again.
TEST(Passwords, TooManyAtOnceAreToldToComeAgain) {
  PasswordHasher hasher({3, 64 * 1024 * 1024});
  const auto hash = PasswordHasher(PasswordCost::least()).hash("correct horse").value();
  std::atomic<int> judged{0}, refused{0};
  std::atomic<bool> go{false};
  std::vector<std::jthread> threads;
  for (int i = 0; i < 64; ++i) {
    threads.emplace_back([&] {
      while (!go) std::this_thread::yield();
      const auto made = hasher.hash("correct horse");
      if (made) {
        ++judged;
      } else {
        EXPECT_EQ(made.error().code, base::ErrorCode::kUnavailable);
        ++refused;
      }
    });
  }
  go = true;
  threads.clear();
  EXPECT_EQ(judged + refused, 64);
  EXPECT_GE(judged, static_cast<int>(PasswordHasher::kAtOnce));
  EXPECT_GT(refused, 0);
  EXPECT_TRUE(hasher.matches(hash, "correct horse").value()) << "and all places are free again";
}

}  // namespace
}  // namespace redrive::central
