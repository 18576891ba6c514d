#include "central/flow/mail_rate.h"

#include <gtest/gtest.h>

namespace redrive::central {
namespace {

const base::SteadyTime kNow{std::chrono::hours(5)};

TEST(MailRate, ZeroIsNoBound) {
  MailRate rate;
  EXPECT_EQ(rate.allowed(0, kNow, 64), 64u);
}

TEST(MailRate, IsKeptOverAMinuteAndEvenly) {
  for (const std::uint32_t a_minute : {1u, 30u, 60u, 600u, 60'000u}) {
    MailRate rate;
    std::size_t sent = 0, most = 0;
    base::SteadyTime now = kNow;
    while (now < kNow + std::chrono::minutes(10)) {
      const std::size_t n = rate.allowed(a_minute, now, 64);
      rate.used(n);
      sent += n;
      most = std::max(most, n);
      now += n > 0 ? base::Micros(0) : rate.wait(a_minute);
    }
    EXPECT_LE(sent, 10 * a_minute + std::max(1u, a_minute / 60));
    EXPECT_GE(sent, 10 * a_minute - 1) << a_minute;
    EXPECT_LE(most, std::max(1u, a_minute / 60));
  }
}

TEST(MailRate, WhatWasNotTriedMayGoLater) {
  MailRate rate;
  EXPECT_EQ(rate.allowed(60, kNow, 64), 1u);
  rate.used(1);
  EXPECT_EQ(rate.allowed(60, kNow, 64), 0u);
  EXPECT_EQ(rate.wait(60), std::chrono::seconds(1));
  rate.given_back(1);
  EXPECT_EQ(rate.allowed(60, kNow, 64), 1u);
}

TEST(MailRate, AQuietNightAllowsNoFlood) {
  MailRate rate;
  EXPECT_EQ(rate.allowed(120, kNow + std::chrono::hours(9), 64), 2u);
}

}  // namespace
}  // namespace redrive::central
