#include "shared/session/backoff.h"

#include <gtest/gtest.h>

namespace redrive::session {
namespace {

using base::Micros;
using namespace std::chrono_literals;

// Gives the same byte again and again: 0 takes nothing off a wait.
class Constant final : public base::Random {
 public:
  explicit Constant(std::uint8_t byte) : byte_(byte) {}
  void fill(std::span<std::uint8_t> out) override { std::fill(out.begin(), out.end(), byte_); }

 private:
  std::uint8_t byte_;
};

TEST(Backoff, DoublesFromTheFirstToTheLongest) {
  Constant none(0);
  const BackoffPolicy policy{1s, 60s};
  const Micros expected[] = {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s};
  for (std::uint32_t attempt = 1; attempt <= 8; ++attempt) {
    EXPECT_EQ(backoff_wait(policy, attempt, none), expected[attempt - 1]) << attempt;
  }
  EXPECT_EQ(backoff_wait(policy, 0, none), Micros(1s));
  EXPECT_EQ(backoff_wait(policy, UINT32_MAX, none), Micros(60s));
}

TEST(Backoff, TakesOffUpToAQuarter) {
  base::SeededRandom random(1);
  const BackoffPolicy policy{8s, 60s};
  Micros shortest = 60s, longest = 0s;
  for (int i = 0; i < 1000; ++i) {
    const Micros wait = backoff_wait(policy, 1, random);
    shortest = std::min(shortest, wait), longest = std::max(longest, wait);
  }
  EXPECT_GE(shortest, Micros(6s));
  EXPECT_LT(shortest, Micros(6100ms));
  EXPECT_LE(longest, Micros(8s));
  EXPECT_GT(longest, Micros(7900ms));
}

TEST(Backoff, StrangePoliciesStayWithinTheirBounds) {
  Constant none(0);
  EXPECT_EQ(backoff_wait({0s, 0s}, 5, none), Micros(1ms));
  EXPECT_EQ(backoff_wait({10s, 1s}, 1, none), Micros(1s));
  EXPECT_EQ(backoff_wait({Micros::max(), Micros::max()}, 9, none), Micros::max());
  EXPECT_EQ(backoff_wait({1s, Micros::max()}, UINT32_MAX, none), Micros::max());
}

}  // namespace
}  // namespace redrive::session
